using static CritiqueCluster.Core.Recipes.RecipeValidation;

namespace CritiqueCluster.Core.Recipes;

/// <summary>What a critic needs that explains nothing, or is to learn.</summary>
internal static class CriticValidation
{
    /// <exception cref="ConfigurationException">Names the first settings that do not go together, and what would.</exception>
    public static void Validate(Recipe recipe)
    {
        Require(recipe.Critic.Guided || recipe.Critic.Explain,
            "Critic.Explain is false, but so is Critic.Guided: verdicts alone are written into a form. Use --set Critic.Guided=true or --set Critic.Explain=true.");
        Require(recipe.Critic.Explain || recipe.Rollout.Refinement == RefinementMode.Continue,
            $"Critic.Explain is false, but Rollout.Refinement is {recipe.Rollout.Refinement}: attempts are rewritten in the light of explanations. Use --set Rollout.Refinement=Continue or --set Critic.Explain=true.");
        var train = recipe.Critic.Train;
        if (train == CriticTraining.Off)
            return;
        Require(recipe.Rollout.Arm == Arm.Critique,
            $"Critic.Train is {train}, but Rollout.Arm is {recipe.Rollout.Arm}: there are no critiques to learn from. Use --set Rollout.Arm=Critique or --set Critic.Train=Off.");
        Require(recipe.Critic.Kind == CriticKind.Model,
            $"Critic.Train is {train}, but Critic.Kind is {recipe.Critic.Kind}: it has no parameters to train. Use --set Critic.Kind=Model or --set Critic.Train=Off.");
    }
}
