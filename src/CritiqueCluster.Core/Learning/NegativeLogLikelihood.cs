using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>Supervised objective of self-training: −Σ log π(token) over learned tokens ÷ their number in the batch.</summary>
public sealed class NegativeLogLikelihood : IObjective
{
    /// <inheritdoc/>
    public Tensor Loss(Transformer model, IReadOnlyList<TrainingExample> pass, int learnedInBatch)
    {
        var (logits, targets) = LearnedTokens.Of(model, pass);
        return nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum) / Scalars.Of((long)learnedInBatch);
    }
}
