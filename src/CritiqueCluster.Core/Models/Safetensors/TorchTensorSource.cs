using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>
/// Tensors of libtorch as a source to hash or write, on any device, optionally in another type. A tensor that is not already in
/// CPU memory in that type and contiguous is converted when it is read, one at a time. Not thread-safe.
/// </summary>
public sealed class TorchTensorSource : ITensorSource, IDisposable
{
    private readonly Dictionary<string, Tensor> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);
    private string? _convertedName;
    private Tensor? _converted;

    /// <param name="tensors">Stay the caller's; must not change while they are read.</param>
    /// <param name="type">The type to convert to; null: each its own.</param>
    public TorchTensorSource(IEnumerable<KeyValuePair<string, Tensor>> tensors, TensorType? type = null)
    {
        foreach (var (name, tensor) in tensors)
        {
            _sources.Add(name, tensor);
            _tensors.Add(name, new TensorInfo(type ?? TorchTensors.TensorTypeOf(tensor.dtype), tensor.shape));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination)
    {
        if (name != _convertedName)
        {
            _converted?.Dispose();
            _converted = Convert(_sources[name], TorchTensors.ScalarTypeOf(_tensors[name].Type));
            _convertedName = name;
        }
        CpuBytes.Read(_converted!, offset, destination);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _converted?.Dispose();
        (_converted, _convertedName) = (null, null);
    }

    private static Tensor Convert(Tensor tensor, ScalarType type)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(type).cpu().contiguous().alias().MoveToOuterDisposeScope();
    }
}
