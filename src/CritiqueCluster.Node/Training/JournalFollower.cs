using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Reads a run's journal stage by stage into its report, so that the numbers of a row are known as soon as it is complete, and at
/// the end little is left to read. Everything comes from the journal: what a process before this one did is in it, too.
/// </summary>
internal sealed class JournalFollower(JournalReader journal, ReportBuilder report)
{
    private readonly ExplorationFold _fold = new();
    private readonly List<JournalledExploration> _ofOpenStage = [];
    private long _position;

    /// <summary>Time and tokens that were journalled so far.</summary>
    public RunUsage Usage { get; private set; } = RunUsage.None;

    /// <summary>Reads what was journalled since the last call; explorations of a stage go into the report when it is closed.</summary>
    /// <param name="ended">The run is over: whatever is left goes into the report.</param>
    /// <returns>Whether the report has changed.</returns>
    public bool Advance(bool ended)
    {
        var changed = ended;
        foreach (var entry in journal.Entries(_position))
        {
            _position = entry.Position;
            if (_fold.Add(entry) is { } completed)
                _ofOpenStage.Add(completed);
            Add(entry.Event);
            changed |= entry.Event is StageClosed or ParametersPublished;
            if (entry.Event is StageClosed)
                Report();
        }
        if (ended)
            Report();
        return changed;
    }

    /// <summary>The report of what has been read.</summary>
    public RunReport Build() => report.Build(SecondsOf(Usage));

    /// <summary>Time by phase.</summary>
    public static PhaseSeconds SecondsOf(RunUsage usage) => new(usage.Generation, usage.Critique, usage.Learning, usage.Other);

    private void Report()
    {
        foreach (var exploration in _ofOpenStage)
            report.Add(exploration.Record);
        _ofOpenStage.Clear();
    }

    private void Add(object happened)
    {
        if (happened is UsageRecorded recorded)
            Usage += recorded.Usage;
        if (happened is ParametersPublished { Result: { } result })
            report.Add(result);
    }
}
