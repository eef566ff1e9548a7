using System.Buffers.Binary;
using System.Text;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Tests.Reports;

public sealed class EventFileTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500);

    [Fact]
    public void Should_mask_the_checksum_as_tfrecord_does()
    {
        // CRC-32C of "123456789" is 0xe3069283 (RFC 3720's check value); masked: rotated right by 15, plus 0xa282ead8.
        var expected = unchecked(((0xe3069283u >> 15) | (0xe3069283u << 17)) + 0xa282ead8u);

        Assert.Equal(expected, EventFile.MaskedCrc("123456789"u8));
    }

    [Fact]
    public void Should_write_frames_with_sound_checksums()
    {
        var records = Frames(Written(f => f.Write(Time, 300, Scalar("learning/loss", 0.5))));

        Assert.Equal(3, records.Count);
        Assert.EndsWith("brain.Event:2", Encoding.UTF8.GetString(records[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_write_the_bytes_of_a_scalar_event()
    {
        var record = Frames(Written(f => f.Write(Time, 300, Scalar("ab", 0.5))))[2];

        byte[] expected =
        [
            0x09, .. BitConverter.GetBytes(1_700_000_000.5), // 1: wall_time, double
            0x10, 0xac, 0x02, // 2: step, varint 300
            0x2a, 0x0b, // 5: summary, 11 bytes
            0x0a, 0x09, // 1: value, 9 bytes
            0x0a, 0x02, (byte)'a', (byte)'b', // 1: tag
            0x15, .. BitConverter.GetBytes(0.5f), // 2: simple_value, float
        ];
        Assert.Equal(expected, record);
    }

    [Fact]
    public void Should_write_the_bytes_of_a_start_event_before_the_first_step()
    {
        var record = Frames(Written(f => f.Write(Time, 300, Scalar("ab", 0.5))))[1];

        byte[] expected =
        [
            0x09, .. BitConverter.GetBytes(1_700_000_000.5), // 1: wall_time, double
            0x10, 0xac, 0x02, // 2: step, varint 300
            0x3a, 0x02, // 7: session_log, 2 bytes
            0x08, 0x01, // 1: status, START
        ];
        Assert.Equal(expected, record);
    }

    [Fact]
    public void Should_never_write_over_an_earlier_file()
    {
        using var folder = new TemporaryFolder();
        using (EventFile.In(folder.Path, Time))
        using (EventFile.In(folder.Path, Time))
            Assert.Equal(2, Directory.GetFiles(folder.Path, "events.out.tfevents.*").Length);
    }

    private static Dictionary<string, double> Scalar(string tag, double value) => new() { [tag] = value };

    private static byte[] Written(Action<EventFile> write)
    {
        using var stream = new MemoryStream();
        using (var file = new EventFile(stream, Time))
            write(file);
        return stream.ToArray();
    }

    private static List<byte[]> Frames(byte[] bytes)
    {
        var frames = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            Assert.Equal(EventFile.MaskedCrc(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var data = bytes.AsSpan(at + 12, length);
            Assert.Equal(EventFile.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            frames.Add(data.ToArray());
            at += 16 + length;
        }
        return frames;
    }
}
