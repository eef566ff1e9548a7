using System.Buffers.Binary;
using System.Text;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Tests.Reports;

/// <summary>How a reader of event files drops what a later process has written again.</summary>
public enum PurgeRule
{
    /// <summary>
    /// TensorBoard's event accumulator (<c>--load_fast=false</c>), for files that say <c>brain.Event:2</c>: a START event drops every point
    /// of the run folder, of all tags, whose step is not below its own.
    /// </summary>
    Start,

    /// <summary>TensorBoard's data server (the default): a point drops those of its tag whose step is not below its own.</summary>
    Preempt,
}

/// <summary>Reads event files as TensorBoard does: a folder is a run, its files follow each other by name.</summary>
internal static class TensorBoardReader
{
    /// <summary>The steps that each curve shows, by run folder and tag.</summary>
    public static Dictionary<(string Run, string Tag), List<long>> Steps(string folder, PurgeRule rule)
    {
        var curves = new Dictionary<(string Run, string Tag), List<long>>();
        foreach (var run in Directory.GetFiles(folder, "*tfevents*", SearchOption.AllDirectories).GroupBy(Path.GetDirectoryName))
        {
            var name = Path.GetRelativePath(folder, run.Key!);
            foreach (var happened in run.Order(StringComparer.Ordinal).SelectMany(file => Events(File.ReadAllBytes(file))))
                Add(curves, name, happened, rule);
        }
        return curves;
    }

    private static void Add(Dictionary<(string Run, string Tag), List<long>> curves, string run, Happened happened, PurgeRule rule)
    {
        if (happened.Start && rule == PurgeRule.Start)
            foreach (var (_, steps) in curves.Where(curve => curve.Key.Run == run))
                steps.RemoveAll(step => step >= happened.Step);
        foreach (var tag in happened.Tags)
        {
            if (!curves.TryGetValue((run, tag), out var steps))
                curves[(run, tag)] = steps = [];
            if (rule == PurgeRule.Preempt)
                steps.RemoveAll(step => step >= happened.Step);
            steps.Add(happened.Step);
        }
    }

    /// <summary>Up to the first record that is not whole.</summary>
    private static IEnumerable<Happened> Events(byte[] bytes)
    {
        for (var at = 0; at + 12 <= bytes.Length;)
        {
            Assert.Equal(EventFile.MaskedCrc(bytes.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 8)));
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            if (at + 16 + length > bytes.Length)
                yield break;
            var data = bytes[(at + 12)..(at + 12 + length)];
            Assert.Equal(EventFile.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 12 + length)));
            yield return EventOf(data);
            at += 16 + length;
        }
    }

    /// <summary>Event: 2 step, 5 summary, 7 session_log. Summary: 1 value. Value: 1 tag. SessionLog: 1 status, START = 1.</summary>
    private static Happened EventOf(byte[] data)
    {
        var fields = Fields(data).ToList();
        var step = fields.Where(field => field.Number == 2).Select(field => (long)field.Value).FirstOrDefault();
        var start = fields.Any(field => field.Number == 7 && Fields(field.Bytes).Any(status => status is { Number: 1, Value: 1 }));
        var values = fields.Where(field => field.Number == 5).SelectMany(field => Fields(field.Bytes)).Where(field => field.Number == 1);
        return new Happened(step, start, [.. values.Select(value => Encoding.UTF8.GetString(Fields(value.Bytes).First(field => field.Number == 1).Bytes))]);
    }

    private static IEnumerable<(int Number, ulong Value, byte[] Bytes)> Fields(byte[] data)
    {
        for (var at = 0; at < data.Length;)
        {
            var key = Varint(data, ref at);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            var value = type is 0 or 2 ? Varint(data, ref at) : 0;
            var length = type switch { 0 => 0, 1 => 8, 2 => (int)value, 5 => 4, _ => throw new InvalidDataException($"wire type {type}") };
            yield return (number, value, data[at..(at + length)]);
            at += length;
        }
    }

    private static ulong Varint(byte[] data, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = data[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
    }

    private sealed record Happened(long Step, bool Start, IReadOnlyList<string> Tags);
}
