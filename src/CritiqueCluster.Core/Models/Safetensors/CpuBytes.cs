using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>The memory of a contiguous CPU tensor of any size that tracks no gradient, in pieces that a span can hold.</summary>
internal static class CpuBytes
{
    private const long ChunkBytes = 1 << 26;

    public delegate void UseChunk(long offset, Span<byte> bytes);

    public static void ForEachChunk(Tensor tensor, UseChunk use)
    {
        using var flat = tensor.view(-1);
        var perChunk = ChunkBytes / flat.element_size();
        for (long start = 0; start < flat.numel(); start += perChunk)
        {
            using var chunk = flat.narrow(0, start, Math.Min(perChunk, flat.numel() - start));
            use(start * flat.element_size(), chunk.bytes);
        }
    }

    /// <summary>Copies the bytes from <paramref name="offset"/> on.</summary>
    public static void Read(Tensor tensor, long offset, Span<byte> destination)
    {
        var size = tensor.element_size();
        using var flat = tensor.view(-1);
        var first = offset / size;
        var last = (offset + destination.Length + size - 1) / size;
        if (last == first)
            return;
        using var part = flat.narrow(0, first, last - first);
        part.bytes.Slice((int)(offset - first * size), destination.Length).CopyTo(destination);
    }
}
