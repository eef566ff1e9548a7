namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// The changed elements of one block. First the gaps as LEB128 (how many unchanged elements lie before each changed one), then the
/// new values, byte 0 of all of them, byte 1 of all of them and so on: the exponents together compress better.
/// </summary>
internal static class SparseBlock
{
    /// <summary>The most bytes that a block's encoding can take.</summary>
    public static int MaxBytes(int changed, int elementBytes) => checked(changed * (5 + elementBytes));

    /// <summary>Encodes the changed elements.</summary>
    /// <returns>How many bytes of <paramref name="destination"/> it took.</returns>
    public static int Encode(ReadOnlySpan<byte> after, int elementBytes, ReadOnlySpan<int> positions, Span<byte> destination)
    {
        var (written, next) = (0, 0);
        foreach (var position in positions)
        {
            var gap = (uint)(position - next);
            for (; gap >= 0x80; gap >>= 7)
                destination[written++] = (byte)(gap | 0x80);
            destination[written++] = (byte)gap;
            next = position + 1;
        }
        for (var plane = 0; plane < elementBytes; plane++)
            foreach (var position in positions)
                destination[written++] = after[position * elementBytes + plane];
        return written;
    }

    /// <summary>Overwrites the changed elements; doing it twice is doing it once.</summary>
    /// <param name="encoded">What <see cref="Encode"/> wrote.</param>
    /// <param name="changed">How many elements.</param>
    /// <param name="elementBytes">1, 2, 4 or 8.</param>
    /// <param name="block">The block's bytes.</param>
    /// <returns>Whether the encoding is sound; if not, the block is part old, part new.</returns>
    public static bool TryApply(ReadOnlySpan<byte> encoded, int changed, int elementBytes, Span<byte> block)
    {
        if (changed < 0 || (long)changed * (1 + elementBytes) > encoded.Length)
            return false;
        var values = encoded[^(changed * elementBytes)..];
        var gaps = encoded[..^values.Length];
        long position = -1;
        var (read, elements) = (0, block.Length / elementBytes);
        for (var i = 0; i < changed; i++)
        {
            if (!TryReadGap(gaps, ref read, out var gap) || (position += gap + 1L) >= elements)
                return false;
            var element = block.Slice((int)position * elementBytes, elementBytes);
            for (var plane = 0; plane < element.Length; plane++)
                element[plane] = values[plane * changed + i];
        }
        return read == gaps.Length;
    }

    private static bool TryReadGap(ReadOnlySpan<byte> gaps, ref int read, out uint gap)
    {
        gap = 0;
        for (var shift = 0; shift < 32 && read < gaps.Length; shift += 7)
        {
            var part = gaps[read++];
            gap |= (part & 0x7Fu) << shift;
            if (part < 0x80)
                return true;
        }
        return false;
    }
}
