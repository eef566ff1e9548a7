using CritiqueCluster.Core.Models.Runtime;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Transformer;

/// <summary>
/// Rotary position embedding (Su et al., arXiv 2104.09864) as one complex product over the whole row [q heads | k v | k v …]:
/// queries and keys are turned, values are multiplied by 1. Hugging Face pairs dimension i with i + D/2; here pairs are
/// neighbours, so the rows of q_proj and k_proj are permuted alike, which leaves every q·k as it is.
/// </summary>
internal static class Rotary
{
    /// <summary>Factors for positions 0 … <paramref name="positions"/> − 1: complex (T, (H + 2K)·D/2).</summary>
    public static Tensor Factors(ModelConfig config, int positions, Device device)
    {
        using var scope = NewDisposeScope();
        int half = config.HeadDimension / 2, kv = config.KeyValueHeads;
        var frequencies = tensor(Frequencies(config), dtype: ScalarType.Float64);
        var angles = outer(Scalars.Range(positions, ScalarType.Float64), frequencies);              // (T, D/2)
        var still = zeros(positions, half, dtype: ScalarType.Float64);
        var parts = Enumerable.Repeat(angles, config.Heads)
            .Concat(Enumerable.Range(0, kv).SelectMany(_ => new[] { angles, still })).ToArray();
        var all = cat(parts, 1);
        return complex(all.cos().to(ScalarType.Float32), all.sin().to(ScalarType.Float32)).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Row order that makes the pairs (i, i + D/2) of each head neighbours: long (heads · D).</summary>
    public static Tensor Neighbours(int heads, int dimension, Device device)
    {
        var half = dimension / 2;
        var order = Enumerable.Range(0, heads)
            .SelectMany(h => Enumerable.Range(0, dimension).Select(i => (long)(h * dimension + i / 2 + i % 2 * half)));
        return tensor(order.ToArray(), dtype: ScalarType.Int64, device: device);
    }

    /// <summary>Turns (…, n) by factors (…, n/2).</summary>
    public static Tensor Apply(Tensor row, Tensor factors)
    {
        var shape = row.shape;
        var pairs = row.view([.. shape[..^1], shape[^1] / 2, 2]);
        return pairs.view_as_complex().mul(factors).view_as_real().view(shape);
    }

    /// <summary>θ^(−2i/D), stretched as config.json's rope_scaling says.</summary>
    private static double[] Frequencies(ModelConfig config)
    {
        var d = config.HeadDimension;
        return [.. Enumerable.Range(0, d / 2).Select(i => Scaled(Math.Pow(config.RopeTheta, -2.0 * i / d), config.RopeScaling))];
    }

    /// <summary>Linear, or Llama 3's: long waves stretched by the factor, short ones kept, those between blended.</summary>
    private static double Scaled(double frequency, RopeScaling? scaling)
    {
        switch (scaling)
        {
            case LinearRopeScaling linear:
                return frequency / linear.Factor;
            case Llama3RopeScaling llama:
                var turns = llama.OriginalMaxPositions * frequency / (2 * Math.PI);
                var kept = Math.Clamp((turns - llama.LowFrequencyFactor) / (llama.HighFrequencyFactor - llama.LowFrequencyFactor), 0, 1);
                return kept * frequency + (1 - kept) * frequency / llama.Factor;
            default:
                return frequency;
        }
    }
}
