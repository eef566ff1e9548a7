using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// A TensorBoard event file with scalars. Each record is framed as in TFRecord (length, masked CRC-32C of the length, data, masked
/// CRC-32C of the data; little-endian) and holds one protobuf <c>Event</c>, of which only the few fields used are written here.
/// <para>
/// Steps may begin again: in a later file of the same folder, which a resumed run writes, or in this one. A START event (SessionLog) with
/// the step that is begun at stands before it. TensorBoard's event accumulator then drops what it has read of the folder, under every tag,
/// from that step on; its data server drops, for each tag, what is not below a new step. So a folder holds curves of one count of steps.
/// </para>
/// </summary>
public sealed class EventFile : IDisposable
{
    private readonly Stream _stream;
    private long? _last;

    /// <param name="stream">Where to write; owned from here on.</param>
    /// <param name="time">When the file was begun.</param>
    public EventFile(Stream stream, DateTimeOffset time)
    {
        _stream = stream;
        WriteEvent(time, 0, [.. Tag(3, Bytes), .. Prefixed(Encoding.UTF8.GetBytes("brain.Event:2"))]);
    }

    /// <summary>
    /// Opens a new file in a folder, which is made where it is missing. TensorBoard reads the files of a folder by name, one after the
    /// other: the new name comes after those that are there, whatever the clock says.
    /// </summary>
    public static EventFile In(string folder, DateTimeOffset time)
    {
        Directory.CreateDirectory(folder);
        string[] names = [.. Directory.GetFiles(folder, Prefix + "*").Select(path => Path.GetFileName(path))];
        var seconds = names.Select(SecondsOf).Append(time.ToUnixTimeSeconds()).Max();
        for (var number = names.Length; ; number++)
        {
            var path = Path.Combine(folder, FormattableString.Invariant($"{Prefix}{seconds:D10}.critique.{number:D6}"));
            if (!File.Exists(path))
                return new EventFile(new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read), time);
        }
    }

    /// <summary>Writes the scalars of a step as one record, and flushes it.</summary>
    /// <param name="time">When they were measured.</param>
    /// <param name="step">The step that all of them belong to.</param>
    /// <param name="scalars">Values by tag.</param>
    public void Write(DateTimeOffset time, long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        if (_last is null || step <= _last)
            WriteEvent(time, step, [.. Tag(7, Bytes), .. Prefixed([.. Tag(1, Varint), .. Number(SessionStart)])]); // SessionLog.status
        _last = step;
        byte[] summary = [.. scalars.SelectMany(scalar => (byte[])[.. Tag(1, Bytes), .. Prefixed(ValueOf(scalar.Key, (float)scalar.Value))])];
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

    private const string Prefix = "events.out.tfevents.";

    private const int Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5; // protobuf's wire types

    private const ulong SessionStart = 1; // SessionLog.SessionStatus.START

    private static long SecondsOf(string name) =>
        long.TryParse(name[Prefix.Length..].Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;

    private static byte[] ValueOf(string tag, float value) // Summary.Value
    {
        var number = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(number, value);
        return [.. Tag(1, Bytes), .. Prefixed(Encoding.UTF8.GetBytes(tag)), .. Tag(2, Fixed32), .. number];
    }

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
