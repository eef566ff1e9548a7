using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>A delta between two versions that lies in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Tag">Names its bytes, for whoever goes on with a download.</param>
internal sealed record ShelvedDelta(string Path, long Bytes, string Tag);

/// <summary>Deltas, each made once when first asked for, and kept while they are among the newest. Thread-safe.</summary>
/// <param name="folder">Where they lie; what an earlier process left there is deleted.</param>
/// <param name="keep">How many.</param>
internal sealed class DeltaShelf(string folder, int keep)
{
    private readonly Lock _gate = new();
    private readonly List<(string Name, Task<ShelvedDelta?> Delta)> _deltas = [];
    private bool _begun;

    /// <summary>The delta between two versions that are here.</summary>
    /// <returns>Null if there is none: the tensors differ in shape, or it would not be smaller than the version itself.</returns>
    /// <exception cref="Core.EnvironmentException">It can't be written.</exception>
    public Task<ShelvedDelta?> GetAsync(HeldVersion from, HeldVersion to) =>
        GetOrAdd(NameOf(from.Version, to.Version), path => Task.Run(() => Make(path, from, to)));

    /// <summary>Puts a delta there that was fetched, so that others can have it from here; the file is moved.</summary>
    public void Adopt(string file, ParameterVersion from, ParameterVersion to) => GetOrAdd(NameOf(from, to), path =>
    {
        File.Move(file, path, overwrite: true);
        return Task.FromResult(Shelved(path));
    });

    /// <summary>A file for a delta on its way.</summary>
    public string PartFor(ParameterVersion from, ParameterVersion to)
    {
        Begin();
        return Path.Combine(folder, NameOf(from, to) + ".part");
    }

    private static string NameOf(ParameterVersion from, ParameterVersion to) =>
        $"{Checksum.Of(System.Text.Encoding.UTF8.GetBytes($"{from.Model} {from.Step} {from.Hash} {to.Step} {to.Hash}"))}.delta";

    private static ShelvedDelta? Make(string path, HeldVersion from, HeldVersion to)
    {
        using var basis = ModelFolder.Open(from.Folder);
        using var target = ModelFolder.Open(to.Folder);
        var made = false;
        DurableFile.Write(path, stream => made = DeltaWriter.TryWrite(stream, from.Version, basis.Parameters, to.Version, target.Parameters));
        if (made)
            return Shelved(path);
        File.Delete(path);
        return null;
    }

    private static ShelvedDelta? Shelved(string path)
    {
        using var stream = File.OpenRead(path);
        var hash = new System.IO.Hashing.XxHash128();
        hash.Append(stream);
        return new(path, stream.Length, Convert.ToHexStringLower(hash.GetCurrentHash()));
    }

    private void Begin()
    {
        lock (_gate)
        {
            if (_begun)
                return;
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            DurableFolder.EnsureExists(folder);
            _begun = true;
        }
    }

    private Task<ShelvedDelta?> GetOrAdd(string name, Func<string, Task<ShelvedDelta?>> make)
    {
        Begin();
        lock (_gate)
        {
            if (_deltas.FindIndex(d => d.Name == name) is var known and >= 0 && !_deltas[known].Delta.IsFaulted)
                return _deltas[known].Delta;
            _deltas.RemoveAll(d => d.Name == name);
            var delta = make(Path.Combine(folder, name));
            _deltas.Add((name, delta));
            while (_deltas.Count > keep && _deltas[0].Delta.IsCompleted)
            {
                File.Delete(Path.Combine(folder, _deltas[0].Name)); // whoever reads it now reads on
                _deltas.RemoveAt(0);
            }
            return delta;
        }
    }
}
