using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Reads a run's journal stage by stage into its report, so that the numbers of a row are known as soon as it is complete, and at
/// the end little is left to read. Everything comes from the journal: what a process before this one did is in it, too.
/// </summary>
internal sealed class JournalFollower(JournalReader journal, ReportBuilder report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ExplorationFold _fold = new();
    private long _position;

    /// <summary>Time and tokens that were journalled so far.</summary>
    public RunUsage Usage { get; private set; } = RunUsage.None;

    /// <summary>
    /// Reads the stages that were closed since the last call. Beyond them, rows of a shared database may still be on their way to places
    /// before those that can be seen. A database that is away is waited for, as the run does.
    /// </summary>
    /// <param name="ended">The run is over: whatever is left is read.</param>
    /// <returns>Whether there was anything.</returns>
    public bool Advance(bool ended)
    {
        for (var before = _position; ;)
            try
            {
                Read(ended);
                return _position > before;
            }
            catch (EnvironmentException e) when (JournalReader.MayPass(e))
            {
                Thread.Sleep(Pause);
            }
    }

    private void Read(bool ended)
    {
        var ofOpenStage = new List<JournalEntry>();
        foreach (var entry in journal.Entries(_position))
        {
            ofOpenStage.Add(entry);
            if (entry.Event is StageClosed or ParametersPublished)
                Take(ofOpenStage);
        }
        if (ended)
            Take(ofOpenStage);
    }

    /// <summary>The report of what has been read.</summary>
    public RunReport Build() => report.Build(SecondsOf(Usage));

    /// <summary>Time by phase.</summary>
    public static PhaseSeconds SecondsOf(RunUsage usage) => new(usage.Generation, usage.Critique, usage.Learning, usage.Other);

    private void Take(List<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (_fold.Add(entry) is { } completed)
                report.Add(completed.Record);
            Add(entry.Event);
            _position = entry.Position;
        }
        entries.Clear();
    }

    private void Add(object happened)
    {
        if (happened is UsageRecorded recorded)
            Usage += recorded.Usage;
        if (happened is ParametersPublished { Result: { } result })
            report.Add(result);
    }
}
