using System.Text;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Exports;

/// <summary>Writes explorations in one of the formats, as they come out of the journal.</summary>
/// <param name="run">The run's name.</param>
/// <param name="checkerOf">The checker of a kind of problem.</param>
/// <param name="format">The format.</param>
/// <param name="messages">Which conversations, if the format is messages.</param>
internal sealed class Exporter(string run, Func<string, ISolutionChecker> checkerOf, ExportFormat format, MessageOptions messages)
{
    /// <summary>Writes a file that is there whole or not at all.</summary>
    /// <exception cref="ConfigurationException">It exists and may not be replaced.</exception>
    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    public ExportCounts WriteFile(string path, bool replace, IEnumerable<ExplorationRecord> explorations)
    {
        if (Directory.Exists(path))
            throw new ConfigurationException($"{path} is a folder: name a file in it with --output.");
        if (File.Exists(path) && !replace)
            throw new ConfigurationException($"{path} exists: name another file with --output, or replace it with --force.");
        ExportCounts? counts = null;
        DurableFile.Write(path, stream => counts = format == ExportFormat.Parquet ? WriteTable(stream, explorations) : WriteLines(stream, explorations));
        return counts!;
    }

    /// <summary>Writes lines; the format is not Parquet.</summary>
    public ExportCounts WriteLines(TextWriter output, IEnumerable<ExplorationRecord> explorations)
    {
        var counts = new ExportCounts();
        using var lines = new JsonLines(output);
        foreach (var exploration in explorations)
            if (format == ExportFormat.Messages)
            {
                var (solutions, refinements) = MessageLines.Write(lines, run, exploration, messages);
                counts.Add(solutions, refinements);
            }
            else
            {
                lines.Write(json => ExplorationLine.Write(json, run, exploration, checkerOf(exploration.Problem.Kind)));
                counts.Add(exploration);
            }
        counts.Bytes = lines.Bytes;
        return counts;
    }

    private ExportCounts WriteLines(Stream stream, IEnumerable<ExplorationRecord> explorations)
    {
        using var output = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true);
        return WriteLines(output, explorations);
    }

    private ExportCounts WriteTable(Stream stream, IEnumerable<ExplorationRecord> explorations)
    {
        var counts = new ExportCounts();
        AttemptTable.Write(stream, run, explorations.Select(Counted), checkerOf);
        counts.Bytes = stream.Length;
        return counts;

        ExplorationRecord Counted(ExplorationRecord exploration)
        {
            counts.Add(exploration);
            return exploration;
        }
    }
}
