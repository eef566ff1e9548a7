namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>Tensors held as bytes in memory.</summary>
public sealed class BytesTensorSource : ITensorSource
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _bytes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>Adds a tensor; the bytes are not copied.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the number of bytes does not fit type and shape.</exception>
    public void Add(string name, TensorInfo info, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length != info.Bytes)
            throw new ArgumentException($"Tensor '{name}' is {info}, {info.Bytes} bytes, not {bytes.Length}.", nameof(bytes));
        _tensors.Add(name, info);
        _bytes.Add(name, bytes);
    }

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination) =>
        _bytes[name].Span.Slice(checked((int)offset), destination.Length).CopyTo(destination);
}
