using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>The objectives by name.</summary>
public static class Objectives
{
    /// <summary>The objective that a recipe asks for.</summary>
    /// <param name="recipe">Says which, and how attempts were sampled.</param>
    /// <param name="vocabulary">Tokens that could be sampled: the tokenizer's, of which a model's matrix may have more rows.</param>
    public static IObjective Of(Recipe recipe, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var learner = recipe.Learner;
        var view = new PolicyView(recipe.Rollout.Temperature, vocabulary, learner.EntropyBonus);
        return learner.Objective switch
        {
            LearnerObjective.Likelihood => new NegativeLogLikelihood(),
            LearnerObjective.Grpo => new Grpo(learner.Grpo, view),
            LearnerObjective.DecoupledPpo => new DecoupledPpo(learner.DecoupledPpo, learner.Grpo, view),
            LearnerObjective.ClipCov => new ClipCov(learner.ClipCov, learner.Grpo, view),
            LearnerObjective.KlCov => new KlCov(learner.KlCov, view),
            LearnerObjective.CritiqueGrpo => new CritiqueGrpo(learner.CritiqueGrpo, learner.Grpo, view),
            var other => throw new ArgumentOutOfRangeException(nameof(recipe), $"there is no objective {other}"),
        };
    }
}
