using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CritiqueCluster.Core.Parameters;

/// <summary>Where two arrays of elements of 1, 2, 4 or 8 bytes differ, bit for bit (two NaNs may differ, two zeros too).</summary>
internal static class ElementDifferences
{
    /// <summary>Finds the indices of elements that differ, in order.</summary>
    /// <param name="before">The elements' bytes.</param>
    /// <param name="after">As many.</param>
    /// <param name="elementBytes">1, 2, 4 or 8.</param>
    /// <param name="positions">Receives the indices; room for every element.</param>
    /// <returns>How many there are.</returns>
    public static int Find(ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, int elementBytes, Span<int> positions) => elementBytes switch
    {
        1 => Find(before, after, positions),
        2 => Find(MemoryMarshal.Cast<byte, ushort>(before), MemoryMarshal.Cast<byte, ushort>(after), positions),
        4 => Find(MemoryMarshal.Cast<byte, uint>(before), MemoryMarshal.Cast<byte, uint>(after), positions),
        8 => Find(MemoryMarshal.Cast<byte, ulong>(before), MemoryMarshal.Cast<byte, ulong>(after), positions),
        _ => throw new ArgumentOutOfRangeException(nameof(elementBytes), elementBytes, "Elements have 1, 2, 4 or 8 bytes."),
    };

    private static int Find<T>(ReadOnlySpan<T> before, ReadOnlySpan<T> after, Span<int> positions)
        where T : unmanaged, IEquatable<T>
    {
        var (count, i) = (0, 0);
        var all = Vector256<T>.Count == 32 ? uint.MaxValue : (1u << Vector256<T>.Count) - 1;
        for (; i <= before.Length - Vector256<T>.Count; i += Vector256<T>.Count)
        {
            var equal = Vector256.Equals(Vector256.Create(before[i..]), Vector256.Create(after[i..]));
            for (var differ = ~equal.ExtractMostSignificantBits() & all; differ != 0; differ &= differ - 1)
                positions[count++] = i + BitOperations.TrailingZeroCount(differ);
        }
        for (; i < before.Length; i++)
            if (!before[i].Equals(after[i]))
                positions[count++] = i;
        return count;
    }
}
