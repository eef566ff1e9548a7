using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Safetensors;
using ZstdSharp;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// A delta that was read once through and is sound, ready to be applied to its base (written by <see cref="DeltaWriter"/>). Values
/// overwrite what is there, so applying it to its own result changes nothing. Not thread-safe.
/// </summary>
public sealed class DeltaFile : IDisposable
{
    private readonly Stream _stream;
    private readonly DeltaIndex _index;
    private readonly Decompressor _decompressor = new();
    private readonly byte[] _stored = new byte[Compressor.GetCompressBound(DeltaWriter.BlockBytes)];
    private readonly byte[] _unpacked = new byte[DeltaWriter.BlockBytes];
    private readonly byte[] _block = new byte[DeltaWriter.BlockBytes];

    /// <summary>Reads and checks a delta.</summary>
    /// <param name="stream">Can seek; belongs to the delta from now on.</param>
    /// <exception cref="InvalidDataException">A byte is not what was written, is missing, or is one too many.</exception>
    public DeltaFile(Stream stream)
    {
        _stream = stream;
        try
        {
            _index = DeltaIndex.Read(stream);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What it changes.</summary>
    public ParameterVersion From => _index.Header.From;

    /// <summary>What comes out.</summary>
    public ParameterVersion To => _index.Header.To;

    /// <summary>Names of the tensors that change.</summary>
    public IReadOnlyCollection<string> Changed => _index.Tensors.Keys;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is not a sound delta.</exception>
    /// <exception cref="EnvironmentException">It can't be read.</exception>
    public static DeltaFile Open(string path)
    {
        try
        {
            return new DeltaFile(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 18));
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Reading(path, e);
        }
    }

    /// <summary>Says whether this is the delta that was asked for.</summary>
    /// <exception cref="InvalidDataException">It is between other versions: an old one served again, perhaps.</exception>
    public void CheckIsBetween(ParameterVersion from, ParameterVersion to)
    {
        if (From.Model != from.Model || From.Hash != from.Hash || To != to) // a base of another step with the same parameters will do
            throw new InvalidDataException(
                $"The delta is from {From.Model} version {From.Step} ({From.Hash}) to {To.Step} ({To.Hash}), not from {from.Step} ({from.Hash}) to {to.Step} ({to.Hash}).");
    }

    /// <summary>
    /// Hands over the bytes of a tensor of the target in order, in blocks of at most 1 MiB. They may be used only once this has returned:
    /// a wrong base shows at the end.
    /// </summary>
    /// <param name="name">Its name in the base.</param>
    /// <param name="basis">The tensors of the base.</param>
    /// <param name="use">Takes the next bytes.</param>
    /// <exception cref="InvalidDataException">The base's tensor is not the one that the delta was made from, or the result not what it should be.</exception>
    public void Apply(string name, ITensorSource basis, Action<ReadOnlySpan<byte>> use)
    {
        ArgumentNullException.ThrowIfNull(basis);
        if (!_index.Tensors.TryGetValue(name, out var changed))
        {
            basis.ReadChunks(name, use);
            return;
        }
        var info = basis.Tensors.TryGetValue(name, out var found) ? found : throw new InvalidDataException($"The base has no tensor '{name}' that the delta changes.");
        var (before, after, next) = (new RunningChecksum(), new RunningChecksum(), 0);
        for (long offset = 0; offset < info.Bytes; offset += DeltaWriter.BlockBytes)
        {
            var block = _block.AsSpan(0, (int)Math.Min(DeltaWriter.BlockBytes, info.Bytes - offset));
            basis.Read(name, offset, block);
            before.Append(block);
            if (next < changed.Blocks.Count && changed.Blocks[next].Record.Number == offset / DeltaWriter.BlockBytes)
                Overwrite(block, changed.Blocks[next++], info.Type.Size(), name);
            after.Append(block);
            use(block);
        }
        if (next < changed.Blocks.Count)
            throw new InvalidDataException($"The delta changes tensor '{name}' beyond its end.");
        var (was, became) = (before.Take(), after.Take());
        if (became != changed.After)
            throw new InvalidDataException(was == changed.Before
                ? $"Tensor '{name}' is not what the delta should make of it."
                : $"Tensor '{name}' of the base is not the one that the delta was made from.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _decompressor.Dispose();
    }

    private void Overwrite(Span<byte> block, DeltaBlock change, int elementBytes, string name)
    {
        var (record, sparse) = (change.Record, change.Record.Tag == DeltaTag.Sparse);
        _stream.Position = change.Position;
        var stored = _stored.AsSpan(0, record.Stored);
        _stream.ReadExactly(stored);
        var bytes = record.Packed ? Unpack(stored, name) : stored;
        if (sparse ? !SparseBlock.TryApply(bytes, record.Count, elementBytes, block) : bytes.Length != block.Length)
            throw new InvalidDataException($"The delta's changes to tensor '{name}' do not fit it.");
        if (!sparse)
            bytes.CopyTo(block);
    }

    private Span<byte> Unpack(ReadOnlySpan<byte> stored, string name)
    {
        try
        {
            return _unpacked.AsSpan(0, _decompressor.Unwrap(stored, _unpacked));
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException($"The delta's changes to tensor '{name}' cannot be unpacked.", e);
        }
    }
}
