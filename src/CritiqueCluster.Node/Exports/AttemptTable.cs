using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

using Parquet;
using Parquet.Serialization;

namespace CritiqueCluster.Node.Exports;

/// <summary>Attempts as a Parquet table.</summary>
internal static class AttemptTable
{
    /// <summary>Named in the file's metadata under <c>schema</c>; its number grows when a column changes its meaning.</summary>
    public const string Schema = "critique.attempts/1";

    /// <summary>Rows that are held at a time: of 4096 tokens each, about 50 MB of numbers.</summary>
    public const int RowsPerGroup = 1024;

    /// <summary>Writes explorations as they come.</summary>
    /// <param name="stream">Can be sought in.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="explorations">Drawn row group by row group.</param>
    /// <param name="checkerOf">The checker of a kind of problem.</param>
    public static void Write(Stream stream, string run, IEnumerable<ExplorationRecord> explorations, Func<string, ISolutionChecker> checkerOf)
    {
        var rows = explorations.SelectMany(exploration => AttemptRow.Of(run, exploration, checkerOf(exploration.Problem.Kind)));
        var metadata = new Dictionary<string, string> { ["schema"] = Schema };
        // The library writes asynchronously, a file that appears whole or not at all does not; nothing else waits in this program.
        ParquetSerializer.SerializeAsync(rows, stream, new ParquetOptions { RowGroupSize = RowsPerGroup }, metadata).GetAwaiter().GetResult();
    }
}
