namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>The tensors of another source under other names.</summary>
internal sealed class RenamedTensorSource : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly Dictionary<string, string> _names;

    /// <param name="source">The tensors.</param>
    /// <param name="rename">From a name there to the name here.</param>
    public RenamedTensorSource(ITensorSource source, Func<string, string> rename)
    {
        _source = source;
        _names = source.Tensors.Keys.ToDictionary(rename, StringComparer.Ordinal);
        Tensors = _names.ToDictionary(n => n.Key, n => source.Tensors[n.Value], StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination) => _source.Read(_names[name], offset, destination);
}
