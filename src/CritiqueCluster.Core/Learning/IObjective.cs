using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>What training makes small. It knows its formula, and nothing of batches, threads and optimizers.</summary>
public interface IObjective
{
    /// <summary>The loss of one pass, as its part of the batch's mean: the parts of all passes add up to the batch's loss.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="pass">Examples, at least one of which has something to learn.</param>
    /// <param name="learnedInBatch">Learned tokens of the whole batch, over all its passes.</param>
    /// <returns>A scalar to be differentiated.</returns>
    Tensor Loss(Transformer model, IReadOnlyList<TrainingExample> pass, int learnedInBatch);
}

/// <summary>The objectives by name.</summary>
public static class Objectives
{
    /// <summary>The objective that a recipe asks for.</summary>
    /// <param name="recipe">Says which, and how attempts were sampled.</param>
    /// <param name="vocabulary">Tokens that could be sampled: the tokenizer's, of which a model's matrix may have more rows.</param>
    public static IObjective Of(Recipe recipe, int vocabulary)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Learner.Objective switch
        {
            LearnerObjective.Likelihood => new NegativeLogLikelihood(),
            LearnerObjective.Grpo => new Grpo(recipe.Learner.Grpo, recipe.Rollout.Temperature, vocabulary),
            var other => throw new ArgumentOutOfRangeException(nameof(recipe), $"there is no objective {other}"),
        };
    }
}
