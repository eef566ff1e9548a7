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
    private long _position;

    /// <summary>Time and tokens that were journalled so far.</summary>
    public RunUsage Usage { get; private set; } = RunUsage.None;

    /// <summary>Reads the stages that were closed since the last call.</summary>
    /// <param name="ended">The run is over: whatever is left is read.</param>
    /// <returns>Whether there was anything.</returns>
    public bool Advance(bool ended)
    {
        var entries = journal.Entries(_position).ToList();
        // Explorations of an open stage are read once they are all there: until then the fold would have to be kept.
        var end = ended ? entries.Count : entries.FindLastIndex(entry => entry.Event is StageClosed or ParametersPublished) + 1;
        if (end == 0)
            return false;
        foreach (var exploration in ExplorationFold.Completed(entries.Take(end)))
            report.Add(exploration.Record);
        foreach (var entry in entries.Take(end))
            Add(entry.Event);
        _position = entries[end - 1].Position;
        return true;
    }

    /// <summary>The report of what has been read.</summary>
    public RunReport Build() => report.Build(SecondsOf(Usage));

    /// <summary>Time by phase.</summary>
    public static PhaseSeconds SecondsOf(RunUsage usage) => new(usage.Generation, usage.Critique, usage.Learning, usage.Other);

    private void Add(object happened)
    {
        if (happened is UsageRecorded recorded)
            Usage += recorded.Usage;
        if (happened is ParametersPublished { Result: { } result })
            report.Add(result);
    }
}
