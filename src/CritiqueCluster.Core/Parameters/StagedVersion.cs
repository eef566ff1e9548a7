using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// A version on its way into a folder that nobody looks into yet. Bytes may come from anywhere and stop anywhere; each piece is checked
/// when it is there, and the version's hash is computed beside, tensor by tensor. One thread at a time.
/// </summary>
public sealed class StagedVersion : IDisposable
{
    private readonly Dictionary<string, StagedFile> _files;
    private readonly ArrivingTensors _arriving;
    private readonly Task<string> _hash;

    /// <summary>Begins, or goes on with what an earlier process left in the folder.</summary>
    /// <param name="folder">Where it is put together; made if it is not there.</param>
    /// <param name="manifest">What it will be.</param>
    /// <exception cref="EnvironmentException">The folder can't be written.</exception>
    public StagedVersion(string folder, ParameterManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        (Folder, Manifest) = (folder, manifest);
        DurableFolder.EnsureExists(folder);
        _files = manifest.Files.ToDictionary(file => file.Name, file => new StagedFile(Path.Combine(folder, file.Name), file), StringComparer.Ordinal);
        _arriving = new ArrivingTensors(_files.Values);
        _hash = Task.Factory.StartNew(() => ParameterHash.Of(_arriving), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Where it is put together.</summary>
    public string Folder { get; }

    /// <summary>What it will be.</summary>
    public ParameterManifest Manifest { get; }

    /// <summary>The next byte of a file that is wanted; its size when it is whole.</summary>
    public long PositionOf(ManifestFile file) => _files[file.Name].Position;

    /// <summary>Adds the next bytes of a file.</summary>
    /// <exception cref="InvalidDataException">A piece is not what the manifest says; the file ends before that piece again.</exception>
    /// <exception cref="EnvironmentException">The disk is full, or the file can't be written.</exception>
    public void Append(ManifestFile file, ReadOnlySpan<byte> bytes)
    {
        try
        {
            _files[file.Name].Append(bytes);
        }
        finally
        {
            _arriving.Advance();
        }
    }

    /// <summary>Forgets what there is of the piece under way.</summary>
    public void Rewind(ManifestFile file) => _files[file.Name].Rewind();

    /// <summary>Waits for the hash of all that came.</summary>
    /// <exception cref="InvalidDataException">The parameters are not the version, though every piece is what the manifest said.</exception>
    /// <exception cref="InvalidOperationException">A file is not whole yet.</exception>
    public async Task CheckHashAsync()
    {
        if (_files.Values.FirstOrDefault(file => file.Position < file.File.Bytes) is { } partial)
            throw new InvalidOperationException($"{partial.File.Name} is not whole.");
        var hash = await _hash.ConfigureAwait(false);
        if (hash != Manifest.Version.Hash)
            throw new InvalidDataException(
                $"The parameters have the hash {hash}, not {Manifest.Version.Hash} of {Manifest.Version.Model} version {Manifest.Version.Step}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _arriving.GiveUp();
        ((IAsyncResult)_hash).AsyncWaitHandle.WaitOne(); // it reads the files that are closed now
        _ = _hash.Exception;
        foreach (var file in _files.Values)
            file.Dispose();
    }
}

/// <summary>Tensors of files that grow: reading one waits until it is there and checked.</summary>
internal sealed class ArrivingTensors : ITensorSource
{
    private readonly Dictionary<string, (StagedFile File, ManifestPiece Piece)> _homes;
    private readonly object _moved = new();
    private bool _givenUp;

    public ArrivingTensors(IEnumerable<StagedFile> files)
    {
        _homes = files.SelectMany(file => file.File.Pieces.Where(p => p.Tensor is not null).Select(piece => (file, piece)))
            .ToDictionary(home => home.piece.Tensor!.Name, StringComparer.Ordinal);
        Tensors = _homes.ToDictionary(home => home.Key, home => home.Value.Piece.Tensor!.Info, StringComparer.Ordinal);
    }

    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    public void Read(string name, long offset, Span<byte> destination)
    {
        var (file, piece) = _homes[name];
        lock (_moved)
            while (!_givenUp && file.Checked < piece.End)
                Monitor.Wait(_moved);
        if (_givenUp)
            throw new OperationCanceledException();
        file.Read(piece.Offset + offset, destination);
    }

    /// <summary>A file has grown.</summary>
    public void Advance()
    {
        lock (_moved)
            Monitor.PulseAll(_moved);
    }

    /// <summary>Nothing more comes.</summary>
    public void GiveUp()
    {
        lock (_moved)
        {
            _givenUp = true;
            Monitor.PulseAll(_moved);
        }
    }
}
