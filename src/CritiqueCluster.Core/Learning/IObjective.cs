using CritiqueCluster.Core.Models.Transformer;

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
