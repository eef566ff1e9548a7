using CritiqueCluster.Core.Models.Runtime;

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
    /// <returns>
    /// Double (A, 3) on the CPU: token id, log-probability, entropy. No token of probability 0 is drawn. The entropy of a row is not a number
    /// exactly where one of its logits is not finite.
    /// </returns>
    public static Tensor Draw(Tensor logits, float[] temperatures, float[] uniforms, int[] topK, float[] topP)
    {
        var device = logits.device;
        var rows = temperatures.Length;
        var scaled = logits * tensor([.. temperatures.Select(t => t > 0 ? 1f / t : 1f)], device: device).view(rows, 1);
        var p = scaled.softmax(1);
        // −Σ p·log p = log Σ exp z − Σ p·z
        var entropy = (scaled.logsumexp(1, keepdim: true) - (p * scaled).sum(1, keepdim: true)).clamp_min_(Scalars.Of(0L));
        if (topK.Any(k => k > 0) || topP.Any(x => x < 1))
            p = Restrict(scaled, topK, topP);
        var mass = p.cumsum(1);
        // The first token whose cumulative mass exceeds the threshold; equal masses (probability 0) are passed over.
        var threshold = tensor(uniforms, device: device).view(rows, 1).mul_(mass.narrow(1, -1, 1));
        var token = searchsorted(mass, threshold, right: true).clamp_max_(Scalars.Of(logits.shape[1] - 1));
        if (temperatures.Any(t => t <= 0))
        {
            var greedy = tensor([.. temperatures.Select(t => t <= 0)], device: device).view(rows, 1);
            token = where(greedy, logits.argmax(1, keepdim: true), token);
        }
        var drawn = Table(p, token, entropy);
        // Only by rounding: a uniform number of 1, or sums on a GPU that do not grow from entry to entry.
        if (drawn.data<double>().ToArray().Any(double.IsNegativeInfinity))
            drawn = Table(p, where(p.gather(1, token).gt(Scalars.Of(0L)), token, p.argmax(1, keepdim: true)), entropy);
        return drawn;
    }

    private static Tensor Table(Tensor p, Tensor token, Tensor entropy) =>
        cat([token.to(ScalarType.Float64), p.gather(1, token).log_().to(ScalarType.Float64), entropy.to(ScalarType.Float64)], 1).cpu();

    /// <summary>Probabilities of the top k tokens, and of those the fewest whose mass reaches p (at least one); renormalised.</summary>
    private static Tensor Restrict(Tensor scaled, int[] topK, float[] topP)
    {
        long rows = scaled.shape[0], vocabulary = scaled.shape[1];
        var (sorted, order) = scaled.sort(1, descending: true);
        var k = tensor([.. topK.Select(x => x > 0 ? x : vocabulary)], device: scaled.device).view(rows, 1);
        var cut = Scalars.Range(vocabulary, ScalarType.Int64, scaled.device).view(1, -1).ge(k);
        sorted = sorted.masked_fill(cut, Scalars.Of(double.NegativeInfinity));
        var mass = sorted.softmax(1);
        var before = mass.cumsum(1) - mass;
        sorted = sorted.masked_fill(before.ge(tensor(topP, device: scaled.device).view(rows, 1).clamp_min(Scalars.Of(1e-9))), Scalars.Of(double.NegativeInfinity));
        return full_like(scaled, Scalars.Of(double.NegativeInfinity)).scatter(1, order, sorted).softmax(1);
    }
}
