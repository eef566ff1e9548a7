using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// A TensorBoard event file with scalars. Each record is framed as in TFRecord (length, masked CRC-32C of the length, data, masked
/// CRC-32C of the data; little-endian) and holds one protobuf <c>Event</c>, of which only the few fields used are written here.
/// </summary>
public sealed class EventFile : IDisposable
{
    private readonly Stream _stream;

    /// <param name="stream">Where to write; owned from here on.</param>
    /// <param name="time">When the file was begun.</param>
    public EventFile(Stream stream, DateTimeOffset time)
    {
        _stream = stream;
        WriteEvent(time, 0, [.. Tag(3, Bytes), .. Prefixed(Encoding.UTF8.GetBytes("brain.Event:2"))]);
    }

    /// <summary>Opens a new file in a folder, which is made where it is missing. Resuming adds a file; TensorBoard reads all.</summary>
    public static EventFile In(string folder, DateTimeOffset time)
    {
        Directory.CreateDirectory(folder);
        for (var number = Directory.GetFiles(folder).Length; ; number++)
        {
            var path = Path.Combine(folder, FormattableString.Invariant($"events.out.tfevents.{time.ToUnixTimeSeconds():D10}.critique.{number}"));
            if (!File.Exists(path))
                return new EventFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), time);
        }
    }

    /// <summary>Writes a scalar and flushes it.</summary>
    public void Write(DateTimeOffset time, string tag, long step, float value)
    {
        var number = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, value);
        byte[] scalar = [.. Tag(1, Bytes), .. Prefixed(Encoding.UTF8.GetBytes(tag)), .. Tag(2, Fixed32), .. number]; // Summary.Value
        byte[] summary = [.. Tag(1, Bytes), .. Prefixed(scalar)];
        WriteEvent(time, step, [.. Tag(5, Bytes), .. Prefixed(summary)]);
    }

    /// <summary>CRC-32C, rotated and shifted so that a checksum of data that holds checksums stays sound (TFRecord).</summary>
    public static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var b in data)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }

    public void Dispose() => _stream.Dispose();

    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5; // protobuf's wire types

    private void WriteEvent(DateTimeOffset time, long step, ReadOnlySpan<byte> content)
    {
        var seconds = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(seconds, time.ToUnixTimeMilliseconds() / 1000.0);
        byte[] data = [.. Tag(1, Fixed64), .. seconds, .. Tag(2, Varint), .. Number((ulong)step), .. content];
        var frame = new byte[sizeof(ulong) + sizeof(uint) + data.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), MaskedCrc(frame.AsSpan(0, 8)));
        data.CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + data.Length), MaskedCrc(data));
        _stream.Write(frame);
        _stream.Flush();
    }

    private static byte[] Tag(int field, int wireType) => Number((ulong)((field << 3) | wireType));

    private static byte[] Prefixed(byte[] bytes) => [.. Number((ulong)bytes.Length), .. bytes];

    private static byte[] Number(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
