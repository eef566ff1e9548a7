using System.Text;
using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// The lines of a metrics file that count. A process that resumes a run does again what the one before it had not finished: the first point
/// that it writes of a kind and iteration supersedes the points of that kind and iteration whose step is not below its own.
/// </summary>
internal sealed class MetricLines
{
    private readonly List<(MetricPoint Point, string Text)?> _lines = [];

    /// <summary>By kind and iteration: the places of the points that count, steps rising.</summary>
    private readonly Dictionary<(string Kind, int Iteration), Stack<int>> _counting = [];

    /// <summary>Whether every line counts: none is torn, none superseded.</summary>
    public bool IsClean { get; private set; } = true;

    /// <summary>The points that count, in the order written.</summary>
    public IEnumerable<MetricPoint> Points => _lines.Where(line => line is not null).Select(line => line!.Value.Point);

    /// <summary>The lines of a file. None for a missing file.</summary>
    public static MetricLines Of(string path)
    {
        var lines = new MetricLines();
        if (!File.Exists(path))
            return lines;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        while (reader.ReadLine() is { } line)
            lines.Add(line);
        lines.IsClean &= EndsWithLine(file);
        return lines;
    }

    /// <summary>A point as a line, without its end.</summary>
    public static byte[] Encode(MetricPoint point) => JsonSerializer.SerializeToUtf8Bytes(point, FiniteJson.Web);

    /// <summary>Adds a line that was read; what a killed process left half-written is passed over.</summary>
    public void Add(string text)
    {
        if (Parse(text) is not { } point)
        {
            IsClean = false;
            return;
        }
        IsClean &= !Supersede(point);
        Counting(point).Push(_lines.Count);
        _lines.Add((point, text));
    }

    /// <summary>Takes out what a point supersedes.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Supersede(MetricPoint point)
    {
        var counting = Counting(point);
        var before = counting.Count;
        while (counting.TryPeek(out var last) && _lines[last]!.Value.Point.Step >= point.Step)
            _lines[counting.Pop()] = null;
        return counting.Count < before;
    }

    /// <summary>Writes the lines that count.</summary>
    public void WriteTo(Stream stream)
    {
        foreach (var line in _lines)
            if (line is { Text: var text })
                stream.Write(Encoding.UTF8.GetBytes(text + "\n"));
    }

    private Stack<int> Counting(MetricPoint point)
    {
        if (!_counting.TryGetValue((point.Kind, point.Iteration), out var places))
            _counting[(point.Kind, point.Iteration)] = places = [];
        return places;
    }

    private static bool EndsWithLine(FileStream file)
    {
        if (file.Length == 0)
            return true;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private static MetricPoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<MetricPoint>(line, FiniteJson.Web) is { Kind: not null, Values: not null } point ? point : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
