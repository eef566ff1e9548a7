using static CritiqueCluster.Core.Recipes.RecipeValidation;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Settings that do not go with exploring and learning at the same time.</summary>
internal static class StreamingValidation
{
    /// <exception cref="ConfigurationException">Names the first settings that do not go together, and what would.</exception>
    public static void Validate(Recipe recipe)
    {
        if (recipe.Mode != RunMode.Streaming)
            return;
        var (streaming, objective) = (recipe.Streaming, recipe.Learner.Objective);
        Require(streaming.Batch <= recipe.Problems.Train,
            $"Streaming.Batch is {streaming.Batch}, but Problems.Train is {recipe.Problems.Train}: a batch has a problem once at most. Use --set Streaming.Batch={recipe.Problems.Train} or more problems.");
        Require(streaming.Staleness == 0 || objective is LearnerObjective.Likelihood or LearnerObjective.DecoupledPpo,
            $"Streaming.Staleness is {streaming.Staleness}, but Learner.Objective is {objective}: it expects attempts of the version that is learned from. Use --set Learner.Objective=DecoupledPpo or --set Streaming.Staleness=0.");
    }
}
