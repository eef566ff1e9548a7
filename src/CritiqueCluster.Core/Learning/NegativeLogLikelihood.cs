using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>Supervised objective of self-training: −Σ log π(token) over learned tokens ÷ their number in the batch.</summary>
public static class NegativeLogLikelihood
{
    /// <summary>The loss of one pass, as its part of the batch's mean.</summary>
    /// <param name="model">The policy.</param>
    /// <param name="pass">Examples, padded on the right to the longest: (B, T).</param>
    /// <param name="learnedInBatch">Learned tokens of the whole batch, over all its passes.</param>
    public static Tensor Of(Transformer model, IReadOnlyList<TrainingExample> pass, int learnedInBatch)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pass);
        var length = pass.Max(e => e.Tokens.Length) - 1;
        var inputs = new long[pass.Count * length];
        var places = new List<long>();
        var targets = new List<long>();
        for (var row = 0; row < pass.Count; row++)
        {
            var tokens = pass[row].Tokens;
            for (var t = 0; t < tokens.Length - 1; t++)
            {
                inputs[row * length + t] = tokens[t];
                if (t + 1 < pass[row].PromptLength)
                    continue;
                places.Add(row * length + t);
                targets.Add(tokens[t + 1]);
            }
        }
        var device = model.Parameters.Device;
        var hidden = model.Hidden(tensor(inputs, device: device).view(pass.Count, length));          // (B, T, C)
        // The head is applied where something is learned, and nowhere else.
        var learned = hidden.view(-1, hidden.shape[2]).index_select(0, tensor(places.ToArray(), device: device));
        var total = nn.functional.cross_entropy(model.Logits(learned), tensor(targets.ToArray(), device: device), reduction: nn.Reduction.Sum);
        return total / learnedInBatch;
    }
}
