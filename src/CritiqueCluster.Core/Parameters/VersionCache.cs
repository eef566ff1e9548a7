using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// The versions that a node has fetched: <c>ROOT/policy/v000004-0123456789abcdef/{manifest.json, model/}</c>. They can be had again, so they
/// are not flushed to the disk one by one; instead, what an earlier process left is checked before it is used. Thread-safe; one process
/// has the folder.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="keep">How many versions of a model to keep at least while they are the newest; at least 1.</param>
public sealed class VersionCache(string root, int keep)
{
    private const string ManifestFile = "manifest.json";
    private const string ModelFolder = "model";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ParameterManifest?> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>A version that is here and whole.</summary>
    /// <returns>Its folder in Hugging Face layout and its manifest; null if it is not here. What is damaged is thrown away.</returns>
    public (string Folder, ParameterManifest Manifest)? Find(ParameterVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        var path = PathOf(version);
        lock (_gate)
        {
            if (!_seen.TryGetValue(path, out var manifest))
                _seen[path] = manifest = Check(path, version);
            return manifest is null ? null : (Path.Combine(path, ModelFolder), manifest);
        }
    }

    /// <summary>Versions of a model that are here, the newest first.</summary>
    public IReadOnlyList<ParameterVersion> VersionsOf(string model)
    {
        var folder = Path.Combine(root, Safe(model));
        if (!Directory.Exists(folder))
            return [];
        return [.. Directory.GetDirectories(folder, "v*").Select(path => ReadManifest(path)?.Version).OfType<ParameterVersion>()
            .Where(version => Find(version) is not null).OrderByDescending(version => version.Step)];
    }

    /// <summary>Begins to put a version together, or goes on where an earlier try ended.</summary>
    /// <exception cref="EnvironmentException">The folder can't be written.</exception>
    public StagedVersion Stage(ParameterManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var staging = StagingOf(manifest.Version);
        var bytes = ManifestJson.Write(manifest);
        var known = Path.Combine(staging, ManifestFile);
        if (!File.Exists(known) || !File.ReadAllBytes(known).AsSpan().SequenceEqual(bytes))
            TemporaryName.TryDeleteFolder(staging);
        DurableFolder.EnsureExists(staging);
        DurableFile.Write(known, bytes);
        return new StagedVersion(Path.Combine(staging, ModelFolder), manifest);
    }

    /// <summary>Forgets what there is of a version that was being put together.</summary>
    public void Discard(ParameterVersion version) => TemporaryName.TryDeleteFolder(StagingOf(version));

    /// <summary>Makes a version visible that is whole and checked; closes it.</summary>
    /// <returns>Its folder.</returns>
    /// <exception cref="EnvironmentException">It can't be moved.</exception>
    public string Publish(StagedVersion staged)
    {
        ArgumentNullException.ThrowIfNull(staged);
        staged.Dispose();
        var path = PathOf(staged.Manifest.Version);
        try
        {
            Directory.Move(StagingOf(staged.Manifest.Version), path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(path, e);
        }
        lock (_gate)
            _seen[path] = staged.Manifest;
        return Path.Combine(path, ModelFolder);
    }

    /// <summary>Keeps a version, or the try to put it together, from being pruned until the result is disposed.</summary>
    public IDisposable Use(ParameterVersion version)
    {
        var path = PathOf(version);
        lock (_gate)
            _uses[path] = _uses.GetValueOrDefault(path) + 1;
        return new InUse(this, path);
    }

    /// <summary>Deletes old versions of a model, and what is left of tries for older ones.</summary>
    /// <returns>What was deleted.</returns>
    public IReadOnlyList<ParameterVersion> Prune(string model)
    {
        var versions = VersionsOf(model);
        var pruned = new List<ParameterVersion>();
        lock (_gate)
            foreach (var version in versions.Skip(Math.Max(1, keep)).Where(version => !IsUsed(version)))
            {
                // Under another name first: a half deleted version must not be found.
                var doomed = StagingOf(version);
                TemporaryName.TryDeleteFolder(doomed);
                Directory.Move(PathOf(version), doomed);
                TemporaryName.TryDeleteFolder(doomed);
                _seen.Remove(PathOf(version));
                pruned.Add(version);
            }
        if (versions.Count > 0)
            RemoveOldTries(model, versions[0].Step);
        return pruned;
    }

    private static string Safe(string model) => model.Length is > 0 and < 100 && model.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        ? model
        : throw new ArgumentException($"'{model}' is no name of a model.", nameof(model));

    private static string NameOf(ParameterVersion version)
    {
        var digits = version.Hash[(version.Hash.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits.Length >= 16 && digits.All(char.IsAsciiHexDigit)
            ? $"{version.FolderName}-{digits[..16]}"
            : throw new ArgumentException($"'{version.Hash}' is no hash of parameters.", nameof(version));
    }

    private string PathOf(ParameterVersion version) => Path.Combine(root, Safe(version.Model), NameOf(version));

    private string StagingOf(ParameterVersion version) => Path.Combine(root, Safe(version.Model), TemporaryName.Prefix + NameOf(version));

    private static ParameterManifest? ReadManifest(string path)
    {
        try
        {
            return ManifestJson.Read(File.ReadAllBytes(Path.Combine(path, ManifestFile)));
        }
        catch (Exception e) when (e is InvalidDataException || FileErrors.IsFileError(e))
        {
            return null;
        }
    }

    private static ParameterManifest? Check(string path, ParameterVersion version)
    {
        if (!Directory.Exists(path))
            return null;
        var manifest = ReadManifest(path);
        if (manifest?.Version == version && manifest.Files.All(file => IsSound(Path.Combine(path, ModelFolder, file.Name), file)))
            return manifest;
        TemporaryName.TryDeleteFolder(path);
        return null;
    }

    private static bool IsSound(string path, ManifestFile file)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            var buffer = new byte[1 << 20];
            return RandomAccess.GetLength(handle) == file.Bytes
                && file.Pieces.All(piece => ManifestScan.ChecksumOf(handle, piece.Offset, piece.Bytes, buffer) == piece.Checksum);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            return false;
        }
    }

    private bool IsUsed(ParameterVersion version)
    {
        lock (_gate)
            return _uses.GetValueOrDefault(PathOf(version)) > 0;
    }

    private void RemoveOldTries(string model, int newest)
    {
        foreach (var path in Directory.GetDirectories(Path.Combine(root, Safe(model)), TemporaryName.Prefix + "v*"))
            if (ReadManifest(path)?.Version is { } version && version.Step < newest && !IsUsed(version))
                TemporaryName.TryDeleteFolder(path);
    }

    private void Release(string path)
    {
        lock (_gate)
            _uses[path]--;
    }

    private sealed class InUse(VersionCache cache, string path) : IDisposable
    {
        private VersionCache? _cache = cache;

        public void Dispose() => Interlocked.Exchange(ref _cache, null)?.Release(path);
    }
}
