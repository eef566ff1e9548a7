using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// Appends one JSON object a line and flushes it, so that the file can be followed as the run goes. The file holds each kind, iteration and
/// step once: a line that a killed process left half-written is taken out when the file is opened again, and lines that a resumed run
/// supersedes are taken out before the first line that supersedes them. Either writes the file anew and puts it in the old one's place, so a
/// kill leaves the old file or the new one.
/// </summary>
public sealed class MetricsLog : IDisposable
{
    private readonly string _path;

    /// <summary>The last step written, by kind and iteration.</summary>
    private readonly Dictionary<(string Kind, int Iteration), int> _last = [];

    private FileStream _file;

    /// <param name="path">The file; made where it is missing.</param>
    /// <exception cref="EnvironmentException">It cannot be opened.</exception>
    public MetricsLog(string path)
    {
        _path = path;
        try
        {
            var lines = MetricLines.Of(path);
            if (!lines.IsClean)
                DurableFile.Write(path, lines.WriteTo);
            foreach (var point in lines.Points)
                _last[(point.Kind, point.Iteration)] = point.Step;
            _file = Open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} cannot be written ({e.Message}): free the disk or choose another run folder with --run.", e);
        }
    }

    /// <summary>Appends a point, in place of those of its kind and iteration whose step is not below its own.</summary>
    /// <exception cref="EnvironmentException">The file cannot be written again without what the point supersedes.</exception>
    public void Write(MetricPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (_last.TryGetValue((point.Kind, point.Iteration), out var last) && last >= point.Step)
            RemoveSuperseded(point);
        _last[(point.Kind, point.Iteration)] = point.Step;
        _file.Write([.. MetricLines.Encode(point), (byte)'\n']);
        _file.Flush();
    }

    /// <summary>
    /// The points of a file in the order written, each kind, iteration and step once, also of a file in which an older program left what
    /// was superseded; lines that are not whole are left out. None for a missing file.
    /// </summary>
    public static IEnumerable<MetricPoint> Read(string path) => MetricLines.Of(path).Points;

    public void Dispose() => _file.Dispose();

    private void RemoveSuperseded(MetricPoint point)
    {
        var lines = MetricLines.Of(_path);
        lines.Supersede(point);
        DurableFile.Write(_path, lines.WriteTo);
        _file.Dispose();
        _file = Open();
    }

    private FileStream Open()
    {
        var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        file.Seek(0, SeekOrigin.End);
        return file;
    }
}
