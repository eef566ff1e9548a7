using System.Text.Json;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// Appends one JSON object a line and flushes it, so that the file can be followed as the run goes. A line that a killed process
/// left half-written is closed when the file is opened again, and skipped when it is read.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly FileStream _file;

    /// <param name="path">The file; made where it is missing.</param>
    /// <exception cref="EnvironmentException">It cannot be opened.</exception>
    public MetricsLog(string path)
    {
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            CloseTornLine();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} cannot be written ({e.Message}): free the disk or choose another run folder with --run.", e);
        }
    }

    /// <summary>Appends a point.</summary>
    public void Write(MetricPoint point)
    {
        _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(point, FiniteJson.Web), (byte)'\n']);
        _file.Flush();
    }

    /// <summary>The points of a file in the order written; lines that are not whole are left out. None for a missing file.</summary>
    public static IEnumerable<MetricPoint> Read(string path)
    {
        if (!File.Exists(path))
            yield break;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(file);
        while (lines.ReadLine() is { } line)
            if (Parse(line) is { } point)
                yield return point;
    }

    public void Dispose() => _file.Dispose();

    private void CloseTornLine()
    {
        if (_file.Length == 0)
            return;
        _file.Seek(-1, SeekOrigin.End);
        if (_file.ReadByte() != '\n')
            _file.WriteByte((byte)'\n');
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
