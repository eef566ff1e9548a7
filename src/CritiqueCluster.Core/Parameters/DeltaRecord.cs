using System.Buffers.Binary;
using System.IO.Hashing;

namespace CritiqueCluster.Core.Parameters;

/// <summary>What a record of a delta says.</summary>
internal enum DeltaTag : byte
{
    /// <summary>A changed tensor begins; the payload is its name.</summary>
    Tensor = (byte)'T',

    /// <summary>Changes within one block of it, gaps and values (<see cref="SparseBlock"/>).</summary>
    Sparse = (byte)'S',

    /// <summary>A whole block of it.</summary>
    Whole = (byte)'W',

    /// <summary>The tensor ends; the payload is its checksums before and after.</summary>
    Close = (byte)'C',

    /// <summary>The delta ends.</summary>
    End = (byte)'E',
}

/// <summary>
/// The head of a record: tag (1 byte), whether the payload is a Zstandard frame (1), two zeros, number (4: of the block in its tensor,
/// else of what came), count (4: changed elements, or bytes once unpacked), payload bytes (4), XxHash3 (8) over these 16 bytes and the
/// payload. The seed of the checksum is the delta's own plus the record's place in it, so that a record counts nowhere else.
/// All numbers are little-endian.
/// </summary>
internal readonly record struct DeltaRecord(DeltaTag Tag, bool Packed, uint Number, int Count, int Stored)
{
    /// <summary>Bytes of a head with its checksum.</summary>
    public const int HeadBytes = 24;

    private const int CheckedBytes = 16;

    /// <summary>Writes the head.</summary>
    public void Write(Span<byte> head, ReadOnlySpan<byte> payload, long seed)
    {
        head[..CheckedBytes].Clear();
        head[0] = (byte)Tag;
        head[1] = Packed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Number);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], Stored);
        BinaryPrimitives.WriteUInt64LittleEndian(head[CheckedBytes..], ChecksumOf(head, payload, seed));
    }

    /// <summary>Reads a head; nothing of it is to be believed before <see cref="IsSound"/>.</summary>
    public static DeltaRecord Read(ReadOnlySpan<byte> head) => new(
        (DeltaTag)head[0], head[1] != 0, BinaryPrimitives.ReadUInt32LittleEndian(head[4..]),
        BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));

    /// <summary>Whether head and payload are what was written at this place of this delta.</summary>
    public static bool IsSound(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload, long seed) =>
        BinaryPrimitives.ReadUInt64LittleEndian(head[CheckedBytes..]) == ChecksumOf(head, payload, seed);

    private static ulong ChecksumOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload, long seed)
    {
        var hash = new XxHash3(seed);
        hash.Append(head[..CheckedBytes]);
        hash.Append(payload);
        return hash.GetCurrentHashAsUInt64();
    }
}
