using System.Collections.Concurrent;

using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>A version that this node has.</summary>
/// <param name="Version">Its name.</param>
/// <param name="Folder">Where it lies.</param>
/// <param name="Manifest">Describes it; read through the folder when first needed.</param>
internal sealed record HeldVersion(ParameterVersion Version, string Folder, Lazy<Task<ParameterManifest>> Manifest)
{
    /// <summary>Where a file of it lies.</summary>
    /// <returns>Its path and size; null if the version has no such file.</returns>
    public async Task<(string Path, long Bytes)?> FileAsync(string name) =>
        (await Manifest.Value).Files.FirstOrDefault(file => file.Name == name) is { } file ? (Path.Combine(Folder, file.Name), file.Bytes) : null;
}

/// <summary>The versions that this node has and gives to others: its own, and what it fetched. Thread-safe.</summary>
/// <param name="cache">What is fetched.</param>
internal sealed class ParameterLibrary(VersionCache cache)
{
    private readonly ConcurrentDictionary<(string Model, int Step), HeldVersion> _held = new();

    /// <summary>Adds a version that lies somewhere, and will stay there.</summary>
    public HeldVersion Add(ParameterVersion version, string folder) => _held.AddOrUpdate(
        (version.Model, version.Step), _ => Held(version, folder), (_, known) => known.Version == version && known.Folder == folder ? known : Held(version, folder));

    /// <summary>Adds all that the cache has of a model, from before this process too.</summary>
    public void AddCached(string model)
    {
        foreach (var version in cache.VersionsOf(model))
            AddCached(version);
    }

    /// <summary>Adds a version that was fetched.</summary>
    /// <returns>Null if the cache does not have it.</returns>
    public HeldVersion? AddCached(ParameterVersion version)
    {
        if (cache.Find(version) is not { } found)
            return null;
        var held = new HeldVersion(version, found.Folder, new(Task.FromResult(found.Manifest)));
        return _held[(version.Model, version.Step)] = held;
    }

    /// <summary>The version of that name; null if it is not here.</summary>
    public HeldVersion? Find(string model, int step) => _held.GetValueOrDefault((model, step));

    /// <summary>The version with these parameters; null if it is not here.</summary>
    public HeldVersion? Find(string model, string hash) => _held.Values.FirstOrDefault(held => held.Version.Model == model && held.Version.Hash == hash);

    /// <summary>The newest version before another: what a delta to that one is best based on.</summary>
    public HeldVersion? Before(ParameterVersion version) => _held.Values
        .Where(held => held.Version.Model == version.Model && held.Version.Step < version.Step).MaxBy(held => held.Version.Step);

    /// <summary>How many versions are here.</summary>
    public int Count => _held.Count;

    /// <summary>Deletes what was fetched and is old.</summary>
    public void Prune(string model)
    {
        foreach (var version in cache.Prune(model))
            if (Find(model, version.Step) is { } held && held.Version == version)
                _held.TryRemove(new((model, version.Step), held));
    }

    /// <summary>Keeps a version from being pruned until the result is disposed.</summary>
    public IDisposable Use(ParameterVersion version) => cache.Use(version);

    private static HeldVersion Held(ParameterVersion version, string folder) => new(version, folder, new(() => Task.Run(() =>
    {
        using var opened = ModelFolder.Open(folder);
        return ParameterManifest.Of(version, opened);
    })));
}
