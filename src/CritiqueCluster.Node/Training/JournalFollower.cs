using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Reads a run's journal stage by stage into its report, so that the numbers of a row are known as soon as it is complete, and at
/// the end little is left to read. Everything comes from the journal: what a process before this one did is in it, too. Of a stream,
/// explorations count for the task that has taken them.
/// </summary>
internal sealed class JournalFollower(JournalReader journal, ReportBuilder report)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ExplorationFold _fold = new();
    private readonly Dictionary<string, ExplorationRecord> _untaken = [];
    private long _position;
    private bool _streams;

    /// <summary>Time and tokens that were journalled so far.</summary>
    public RunUsage Usage { get; private set; } = RunUsage.None;

    /// <summary>
    /// Reads the stages that were closed since the last call. Beyond them, rows of a shared database may still be on their way to places
    /// before those that can be seen; so in a stream, where explorations go on all the while. A database that is away is waited for, as the
    /// run does.
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
            _streams |= entry.Event is RunStarted { Spec.Recipe.Mode: RunMode.Streaming };
            ofOpenStage.Add(entry);
            if (ended || entry.Event is StageClosed || (entry.Event is ParametersPublished && !_streams))
                Take(ofOpenStage);
        }
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
                Add(completed.Record);
            Add(entry.Event);
            _position = entry.Position;
        }
        entries.Clear();
    }

    private void Add(ExplorationRecord exploration)
    {
        if (_streams && exploration.Purpose == ExplorationPurpose.Training)
            _untaken[exploration.Id] = exploration;
        else
            report.Add(exploration);
    }

    private void Add(BatchTaken taken)
    {
        foreach (var id in taken.Explorations)
            if (_untaken.Remove(id, out var exploration))
                report.Add(exploration, taken.Iteration);
    }

    private void Add(object happened)
    {
        if (happened is BatchTaken taken)
            Add(taken);
        if (happened is UsageRecorded recorded)
            Usage += recorded.Usage;
        if (happened is ParametersPublished { Result: { } result })
            report.Add(result);
    }
}
