using static TorchSharp.torch;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// Draws a token a row by inverting the cumulative distribution at a given uniform number, on the device of the logits, and
/// reports log-probability and entropy. Rows do not influence each other.
/// </summary>
internal static class TokenSampler
{
    /// <param name="logits">(A, V).</param>
    /// <param name="temperatures">Per row; 0 is greedy (the log-probability then is the one at temperature 1).</param>
    /// <param name="uniforms">Per row, in [0, 1).</param>
    /// <param name="topK">Candidates per row; 0 is off.</param>
    /// <param name="topP">Nucleus mass per row; 1 is off.</param>
    /// <returns>Double (3, A) on the CPU: token id, log-probability, entropy.</returns>
    public static Tensor Draw(Tensor logits, float[] temperatures, float[] uniforms, int[] topK, float[] topP)
    {
        var device = logits.device;
        var rows = temperatures.Length;
        var scale = tensor([.. temperatures.Select(t => t > 0 ? 1f / t : 1f)], device: device).view(rows, 1);
        var logp = nn.functional.log_softmax(logits * scale, 1);
        var p = logp.exp();
        var entropy = (p * logp.clamp_min(-1e4)).sum(1).neg();
        if (topK.Any(k => k > 0) || topP.Any(x => x < 1))
            (logp, p) = Restrict(logp, topK, topP);
        var mass = p.cumsum(1);
        var threshold = tensor(uniforms, device: device).view(rows, 1) * mass.narrow(1, -1, 1);
        // The first token whose cumulative mass exceeds the threshold; equal masses (probability 0) are passed over.
        var token = mass.le(threshold).sum(1, keepdim: true).clamp_max(logits.shape[1] - 1);
        if (temperatures.Any(t => t <= 0))
        {
            var greedy = tensor([.. temperatures.Select(t => t <= 0)], device: device).view(rows, 1);
            token = where(greedy, logits.argmax(1, keepdim: true), token);
        }
        var chosen = logp.gather(1, token).view(-1);
        return stack([token.view(-1).to(ScalarType.Float64), chosen.to(ScalarType.Float64), entropy.to(ScalarType.Float64)], 0).cpu();
    }

    /// <summary>Keeps the top k tokens, and of those the fewest whose mass reaches p (at least one); renormalised.</summary>
    private static (Tensor LogP, Tensor P) Restrict(Tensor logp, int[] topK, float[] topP)
    {
        long rows = logp.shape[0], vocabulary = logp.shape[1];
        var (sorted, order) = logp.sort(1, descending: true);
        var k = tensor([.. topK.Select(x => x > 0 ? x : vocabulary)], device: logp.device).view(rows, 1);
        var cut = arange(vocabulary, device: logp.device).view(1, -1).ge(k);
        sorted = sorted.masked_fill(cut, float.NegativeInfinity);
        var mass = sorted.softmax(1);
        var before = mass.cumsum(1) - mass;
        sorted = sorted.masked_fill(before.ge(tensor(topP, device: logp.device).view(rows, 1).clamp_min(1e-9)), float.NegativeInfinity);
        var kept = full_like(logp, float.NegativeInfinity).scatter(1, order, sorted);
        var renormalised = nn.functional.log_softmax(kept, 1);
        return (renormalised, renormalised.exp());
    }
}
