namespace CritiqueCluster.Core;

/// <summary>
/// A small, fast, seedable random generator whose stream is fixed by its algorithm and not by the runtime's version
/// (Steele, Lea and Flood 2014: a Weyl sequence through a 64-bit mixer). A mutable struct: pass it by reference.
/// </summary>
public struct SplitMix64
{
    private ulong _state;

    /// <param name="seed">Any number; equal seeds give equal streams.</param>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>The stream named by a seed, a label and numbers: different names give unrelated streams.</summary>
    public static SplitMix64 Derive(long seed, string label, params ReadOnlySpan<long> keys)
    {
        var state = Mix((ulong)seed) ^ Hash(label);
        foreach (var key in keys)
            state = Mix(state + (ulong)key);
        return new SplitMix64(Mix(state));
    }

    /// <summary>A hash of a text that is the same in every process and on every machine (FNV-1a, then mixed).</summary>
    public static ulong Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 0xCBF29CE484222325UL;
        foreach (var c in text)
        {
            hash = (hash ^ (byte)c) * 0x100000001B3UL;
            hash = (hash ^ (byte)(c >> 8)) * 0x100000001B3UL;
        }
        return Mix(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += 0x9E3779B97F4A7C15UL);

    /// <summary>A number in [0, <paramref name="bound"/>), every one equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public long Below(long bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var excess = (0 - range) % range; // 2^64 mod range: draws below it would be counted once too often
        ulong low, high;
        do
            high = Math.BigMul(Next(), range, out low);
        while (low < excess);
        return (long)high;
    }

    /// <summary>A number in [0, <paramref name="bound"/>), every one equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Below(int bound) => (int)Below((long)bound);

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
