using System.Buffers.Binary;
using System.Text;
using ZstdSharp;

namespace CritiqueCluster.Core.Parameters;

/// <summary>A changed block within a delta.</summary>
/// <param name="Record">Its head.</param>
/// <param name="Position">Where its payload begins in the delta.</param>
internal readonly record struct DeltaBlock(DeltaRecord Record, long Position);

/// <summary>What a delta says of one changed tensor.</summary>
/// <param name="Blocks">Changed blocks by number, ascending.</param>
/// <param name="Before">Checksum of the tensor in the base.</param>
/// <param name="After">Checksum of the tensor in the target.</param>
internal sealed record DeltaTensor(IReadOnlyList<DeltaBlock> Blocks, Checksum Before, Checksum After);

/// <summary>Reads a delta once through, checks every byte of it, and remembers where its blocks lie.</summary>
internal sealed class DeltaIndex
{
    private const int MostName = 4096;
    private const int ChecksumsBytes = 32;
    private static readonly int MostPayload = Compressor.GetCompressBound(DeltaWriter.BlockBytes);

    private readonly Stream _stream;
    private readonly byte[] _head = new byte[DeltaRecord.HeadBytes];
    private byte[] _payload = new byte[1 << 16];
    private long _seed;

    private DeltaIndex(Stream stream) => _stream = stream;

    /// <summary>Changed tensors by name.</summary>
    public Dictionary<string, DeltaTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>From which version to which.</summary>
    public DeltaHeader Header { get; private set; } = null!;

    /// <exception cref="InvalidDataException">A byte is not what was written, is missing, or is one too many.</exception>
    public static DeltaIndex Read(Stream stream)
    {
        var index = new DeltaIndex(stream);
        try
        {
            index.ReadAll();
            return index;
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The delta is not sound: it ends too early.", e);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"The delta is not sound: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private void ReadAll()
    {
        Header = DeltaHeader.Read(_stream, out _seed);
        var previous = "";
        for (var record = Next(); record.Tag != DeltaTag.End; record = Next())
        {
            if (record.Tag != DeltaTag.Tensor)
                throw new InvalidDataException($"a {record.Tag} record stands where a tensor begins");
            var name = Encoding.UTF8.GetString(Payload(record));
            if (Tensors.Count > 0 && string.CompareOrdinal(name, previous) <= 0)
                throw new InvalidDataException($"tensor '{name}' comes after '{previous}'");
            Tensors.Add(name, ReadTensor(name));
            previous = name;
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(_head.AsSpan(4)) != Tensors.Count)
            throw new InvalidDataException("it ends before its last tensor");
        if (_stream.ReadByte() >= 0)
            throw new InvalidDataException("bytes follow after its end");
    }

    private DeltaTensor ReadTensor(string name)
    {
        var blocks = new List<DeltaBlock>();
        for (var record = Next(); ; record = Next())
        {
            if (record.Tag == DeltaTag.Close && record.Number == blocks.Count && record.Stored == ChecksumsBytes)
                return new(blocks, ChecksumAt(0), ChecksumAt(16));
            if (record.Tag is not (DeltaTag.Sparse or DeltaTag.Whole) || record.Count > DeltaWriter.BlockBytes || record.Count <= 0)
                throw new InvalidDataException($"tensor '{name}' has a wrong record");
            if (blocks.Count > 0 && record.Number <= blocks[^1].Record.Number)
                throw new InvalidDataException($"blocks of tensor '{name}' are not in order");
            blocks.Add(new(record, _stream.Position - record.Stored));
        }
    }

    private Checksum ChecksumAt(int offset) => new(BinaryPrimitives.ReadUInt128LittleEndian(_payload.AsSpan(offset)));

    /// <summary>The next record, with its payload in memory and both checked.</summary>
    private DeltaRecord Next()
    {
        _stream.ReadExactly(_head);
        var record = DeltaRecord.Read(_head);
        var most = record.Tag switch { DeltaTag.Tensor => MostName, DeltaTag.Close => ChecksumsBytes, DeltaTag.End => 0, _ => MostPayload };
        if (record.Stored < 0 || record.Stored > most)
            throw new InvalidDataException($"a record claims {record.Stored} bytes");
        if (_payload.Length < record.Stored)
            _payload = new byte[record.Stored];
        _stream.ReadExactly(_payload.AsSpan(0, record.Stored));
        return DeltaRecord.IsSound(_head, Payload(record), _seed++)
            ? record
            : throw new InvalidDataException("a record is damaged, or not at its place");
    }

    private ReadOnlySpan<byte> Payload(DeltaRecord record) => _payload.AsSpan(0, record.Stored);
}
