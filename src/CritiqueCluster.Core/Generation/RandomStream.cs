using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// Each attempt's own random numbers, addressed by token position and not by order of use: a lost attempt is drawn again from
/// the same stream, on any node, in any batch (DESIGN §7).
/// </summary>
public static class RandomStream
{
    private const ulong Increment = 0x9E3779B97F4A7C15UL;
    private static readonly float LargestBelow1 = MathF.BitDecrement(1);

    /// <summary>The stream of an attempt.</summary>
    public static ulong Of(StreamKey key, int attempt)
    {
        ArgumentNullException.ThrowIfNull(key);
        return SplitMix64.Derive(key.Seed, key.ProblemId, key.Iteration, attempt).Next();
    }

    /// <summary>The number in [0, 1) that decides the token at a position.</summary>
    public static double Uniform(ulong stream, int position) =>
        new SplitMix64(stream + (ulong)position * Increment).NextDouble();

    /// <summary>
    /// <see cref="Uniform"/> in the type that tokens are drawn in, in [0, 1): one in 2^25 numbers would be rounded up to 1, which is beyond the
    /// whole mass.
    /// </summary>
    public static float Draw(ulong stream, int position) => Below1((float)Uniform(stream, position));

    /// <summary>The number itself, or the largest below 1.</summary>
    internal static float Below1(float number) => Math.Min(number, LargestBelow1);
}
