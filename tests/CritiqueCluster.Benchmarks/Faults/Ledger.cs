using System.Diagnostics;
using System.IO.Hashing;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Benchmarks.Faults;

/// <summary>
/// What a run's journal showed as durable while its processes were killed, kept outside of the run: whatever was there once must be there,
/// unchanged, in the end.
/// </summary>
/// <param name="folder">The run.</param>
internal sealed class Ledger(RunFolder folder)
{
    private readonly Dictionary<long, (string Writer, long Number, UInt128 Message)> _rows = [];
    private readonly HashSet<string> _completed = [];
    private readonly List<string> _broken = [];
    private long _seen;

    /// <summary>When new rows were seen, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public List<long> Times { get; } = [];

    /// <summary>Whether the run is over.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Explorations that were seen completed.</summary>
    public int Explorations => _completed.Count;

    /// <summary>Rows that were seen.</summary>
    public int Rows => _rows.Count;

    /// <summary>Takes down what is new.</summary>
    public void Look()
    {
        var before = _rows.Count;
        foreach (var row in New())
        {
            _seen = row.Position;
            _rows.Add(row.Position, (row.Writer, row.Number, XxHash128.HashToUInt128(row.Message)));
            Follow(row);
        }
        if (_rows.Count > before)
            Times.Add(Stopwatch.GetTimestamp());
    }

    /// <summary>What is not as it should be, in words; empty if all is.</summary>
    public IReadOnlyList<string> Faults()
    {
        Look();
        var now = JournalRows.Of(RunJournal.StoreOf(folder)).ToDictionary(row => row.Position, row => (row.Writer, row.Number, XxHash128.HashToUInt128(row.Message)));
        var lost = _rows.Where(row => !now.TryGetValue(row.Key, out var kept) || kept != row.Value)
            .Select(row => FormattableString.Invariant($"row {row.Key} ({row.Value.Writer}, {row.Value.Number}) was durable, and is gone or changed"));
        return [.. _broken, .. lost];
    }

    private List<JournalRow> New()
    {
        try
        {
            return folder.HasRun ? [.. JournalRows.Of(RunJournal.StoreOf(folder), _seen)] : [];
        }
        catch (EnvironmentException)
        {
            return []; // it is being made
        }
    }

    private void Follow(JournalRow row)
    {
        foreach (var entry in JournalEntry.Of(row.Position, row.Writer, row.Decode()))
        {
            IsComplete |= entry.Event is RunCompleted;
            if (entry.Event is ExplorationCompleted && !_completed.Add(entry.Exploration!))
                _broken.Add($"exploration {entry.Exploration} was completed twice");
        }
    }
}
