using System.Buffers;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>Type and shape of one tensor.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
public sealed record TensorInfo(TensorType Type, IReadOnlyList<long> Shape)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Size in bytes.</summary>
    public long Bytes => checked(Count * Type.Size());

    /// <summary>The shape as people write it: <c>[2048, 128]</c>.</summary>
    public static string Describe(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <inheritdoc/>
    public override string ToString() => $"{Type.Name()} {Describe(Shape)}";
}

/// <summary>
/// Named tensors whose bytes can be read, wherever they are: a file, several shards, memory. Bytes are little-endian, row-major.
/// </summary>
public interface ITensorSource
{
    /// <summary>Type and shape of every tensor by name.</summary>
    IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>Fills <paramref name="destination"/> with the bytes of a tensor from <paramref name="offset"/> on.</summary>
    /// <exception cref="KeyNotFoundException">No tensor has that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    void Read(string name, long offset, Span<byte> destination);
}

/// <summary>Convenience over <see cref="ITensorSource"/>.</summary>
public static class TensorSourceExtensions
{
    /// <summary>What fits into a core's own cache: each chunk is written once and read once.</summary>
    private const int ChunkBytes = 1 << 17;

    /// <summary>All bytes of a tensor of less than 2 GiB.</summary>
    public static byte[] ReadAll(this ITensorSource source, string name)
    {
        var bytes = new byte[checked((int)source.Tensors[name].Bytes)];
        source.Read(name, 0, bytes);
        return bytes;
    }

    /// <summary>Hands over the bytes of a tensor chunk by chunk, in order.</summary>
    public static void ReadChunks(this ITensorSource source, string name, Action<ReadOnlySpan<byte>> use)
    {
        var size = source.Tensors[name].Bytes;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            for (long offset = 0; offset < size; offset += ChunkBytes)
            {
                var chunk = buffer.AsSpan(0, (int)Math.Min(ChunkBytes, size - offset));
                source.Read(name, offset, chunk);
                use(chunk);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
