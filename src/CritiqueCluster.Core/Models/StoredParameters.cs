using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Models;

/// <summary>
/// A checkpoint's tensors under exactly the names of <see cref="ParameterShapes"/>, after checking that they are all there in
/// these shapes and nothing else is. Two habits of other programs are allowed for: a tied matrix stored under the head's name (or
/// under both, with the same bytes), and stored rotary frequencies (<c>rotary_emb.inv_freq</c>), which are left out.
/// </summary>
internal sealed class StoredParameters : ITensorSource
{
    private static readonly HashSet<TensorType> Types = [TensorType.F32, TensorType.F16, TensorType.BF16];
    private readonly SafetensorsCheckpoint _checkpoint;
    private readonly Dictionary<string, string> _storedNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    /// <exception cref="ConfigurationException">A tensor is missing, extra, mis-shaped or of another type.</exception>
    public StoredParameters(SafetensorsCheckpoint checkpoint, ModelConfig config, string folder)
    {
        _checkpoint = checkpoint;
        var shapes = ParameterShapes.Of(config);
        foreach (var (name, shape) in shapes)
            Add(name, shape, config, folder);
        if (config.TieWordEmbeddings)
            CheckHeadIsEmbedding();
        foreach (var name in checkpoint.Tensors.Keys)
            if (!shapes.ContainsKey(name) && !IsAllowed(name, config))
                throw new ConfigurationException(
                    $"{checkpoint.FileOf(name)} has a tensor '{name}', {checkpoint.Tensors[name]}, that {ModelConfig.FileName} leaves no room for. "
                    + "Check the config's layers, biases and tied embeddings, or remove the tensor.");
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>The name that a parameter has in the files.</summary>
    public string StoredName(string name) => _storedNames[name];

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination) => _checkpoint.Read(_storedNames[name], offset, destination);

    private void Add(string name, IReadOnlyList<long> shape, ModelConfig config, string folder)
    {
        var underHead = name == ParameterShapes.Embedding && config.TieWordEmbeddings && !_checkpoint.Tensors.ContainsKey(name);
        var stored = underHead ? ParameterShapes.Head : name;
        if (!_checkpoint.Tensors.TryGetValue(stored, out var info))
            throw new ConfigurationException(
                $"{folder} lacks the tensor '{name}' of shape {TensorInfo.Describe(shape)}. Fetch the checkpoint again, or correct {ModelConfig.FileName}.");
        var file = _checkpoint.FileOf(stored);
        if (!info.Shape.SequenceEqual(shape))
            throw new ConfigurationException(
                $"{file}: tensor '{stored}' has shape {TensorInfo.Describe(info.Shape)}, but {ModelConfig.FileName} makes it {TensorInfo.Describe(shape)}. "
                + "Use the config that belongs to this checkpoint.");
        if (!Types.Contains(info.Type))
            throw new ConfigurationException(
                $"{file}: tensor '{stored}' is {info.Type.Name()}; parameters must be F32, F16 or BF16. Use a checkpoint that is not quantised.");
        _storedNames.Add(name, stored);
        _tensors.Add(name, info);
    }

    private void CheckHeadIsEmbedding()
    {
        var stored = _checkpoint.Tensors;
        if (!stored.TryGetValue(ParameterShapes.Head, out var head) || !stored.TryGetValue(ParameterShapes.Embedding, out var embedding))
            return;
        if (head.Type != embedding.Type || !head.Shape.SequenceEqual(embedding.Shape) || !SameBytes())
            throw new ConfigurationException(
                $"{_checkpoint.FileOf(ParameterShapes.Head)}: '{ParameterShapes.Head}' differs from '{ParameterShapes.Embedding}', though "
                + $"{ModelConfig.FileName} ties them. Set 'tie_word_embeddings' to false, or remove '{ParameterShapes.Head}'.");
    }

    private bool SameBytes()
    {
        var (offset, same, other) = (0L, true, Array.Empty<byte>());
        _checkpoint.ReadChunks(ParameterShapes.Head, chunk =>
        {
            if (other.Length < chunk.Length)
                other = new byte[chunk.Length];
            _checkpoint.Read(ParameterShapes.Embedding, offset, other.AsSpan(0, chunk.Length));
            same &= chunk.SequenceEqual(other.AsSpan(0, chunk.Length));
            offset += chunk.Length;
        });
        return same;
    }

    private static bool IsAllowed(string name, ModelConfig config) =>
        (config.TieWordEmbeddings && name == ParameterShapes.Head)
        || name.EndsWith(".rotary_emb.inv_freq", StringComparison.Ordinal);
}
