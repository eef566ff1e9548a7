using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>
/// All tensors of a model folder: <c>model.safetensors</c>, or the shards that <c>model.safetensors.index.json</c> names.
/// </summary>
public sealed class SafetensorsCheckpoint : ITensorSource, IDisposable
{
    /// <summary>Name of an unsharded file.</summary>
    public const string SingleFile = "model.safetensors";

    /// <summary>Name of the index of a sharded one.</summary>
    public const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, SafetensorsFile> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorInfo> _tensors = new(StringComparer.Ordinal);

    private SafetensorsCheckpoint() { }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors => _tensors;

    /// <summary>The opened files.</summary>
    public IReadOnlyList<SafetensorsFile> Files => _files;

    /// <summary>Opens the file or shards of a folder.</summary>
    /// <exception cref="ConfigurationException">A file is broken, a shard is missing, or index and shards disagree.</exception>
    /// <exception cref="EnvironmentException">The folder has neither file, or one can't be read.</exception>
    public static SafetensorsCheckpoint Open(string folder)
    {
        var single = Path.Combine(folder, SingleFile);
        var index = Path.Combine(folder, IndexFile);
        if (!File.Exists(single) && !File.Exists(index))
            throw new EnvironmentException(
                $"{folder} has neither {SingleFile} nor {IndexFile}. Point to a model folder in Hugging Face layout.");
        var checkpoint = new SafetensorsCheckpoint();
        try
        {
            if (File.Exists(single))
                checkpoint.AddAll(SafetensorsFile.Open(single));
            else
                checkpoint.AddShards(folder, index);
            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>The file that holds a tensor.</summary>
    public string FileOf(string name) => _homes[name].Path;

    /// <summary>The opened file that holds a tensor.</summary>
    internal SafetensorsFile Home(string name) => _homes[name];

    /// <inheritdoc/>
    public void Read(string name, long offset, Span<byte> destination) => _homes[name].Read(name, offset, destination);

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(f => f.Dispose());

    private void AddAll(SafetensorsFile file)
    {
        _files.Add(file);
        foreach (var (name, info) in file.Tensors)
        {
            if (!_homes.TryAdd(name, file))
                throw new ConfigurationException($"Tensor '{name}' is in {_homes[name].Path} and in {file.Path}. Remove one.");
            _tensors.Add(name, info);
        }
    }

    private void AddShards(string folder, string index)
    {
        var map = ReadIndex(index);
        foreach (var shard in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, shard);
            if (!File.Exists(path))
                throw new ConfigurationException($"{index} names the shard '{shard}', which is missing. Fetch it too.");
            AddAll(SafetensorsFile.Open(path));
        }
        foreach (var (name, shard) in map)
            if (!_homes.TryGetValue(name, out var home) || Path.GetFileName(home.Path) != shard)
                throw new ConfigurationException($"{index} says that tensor '{name}' is in '{shard}', but it is not. Fetch both again.");
        foreach (var (name, home) in _homes)
            if (!map.ContainsKey(name))
                throw new ConfigurationException($"{home.Path} has a tensor '{name}' that {index} does not name. Fetch both again.");
    }

    private static Dictionary<string, string> ReadIndex(string index)
    {
        using var document = JsonFile.Parse(index);
        if (!document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{index} has no object 'weight_map'. Fetch it again.");
        var shards = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in map.EnumerateObject())
        {
            var shard = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString()! : "";
            if (shard.Length == 0 || shard != Path.GetFileName(shard) || shard is "." or "..")
                throw new ConfigurationException(
                    $"{index}: weight_map['{property.Name}'] is not the name of a file beside it: {property.Value.GetRawText()}.");
            shards.Add(property.Name, shard);
        }
        return shards;
    }
}
