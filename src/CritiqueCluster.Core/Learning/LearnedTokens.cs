using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>A pass through the model, as far as objectives look at it.</summary>
/// <param name="Logits">What the model says before each learned token: (N, V), example by example.</param>
/// <param name="Targets">The learned tokens: (N).</param>
internal sealed record LearnedTokens(Tensor Logits, Tensor Targets)
{
    /// <summary>Runs examples through the model, padded on the right to the longest: (B, T).</summary>
    public static LearnedTokens Of(Transformer model, IReadOnlyList<TrainingExample> pass)
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
                inputs[row * length + t] = tokens[t];
            foreach (var (after, token) in pass[row].Answers ?? Tail(pass[row]))
            {
                places.Add(row * length + after);
                targets.Add(token);
            }
        }
        var device = model.Parameters.Device;
        var hidden = model.Hidden(tensor(inputs, device: device).view(pass.Count, length));          // (B, T, C)
        // The head is applied where something is learned, and nowhere else.
        var learned = hidden.view(-1, hidden.shape[2]).index_select(0, tensor(places.ToArray(), device: device));
        return new LearnedTokens(model.Logits(learned), tensor(targets.ToArray(), device: device));
    }

    private static IEnumerable<TokenAnswer> Tail(TrainingExample example) =>
        Enumerable.Range(example.PromptLength, example.Tokens.Length - example.PromptLength).Select(t => new TokenAnswer(t - 1, example.Tokens[t]));
}
