using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;

namespace CritiqueCluster.Actors.Journal;

/// <summary>The whole of a journal as the learner sees it: one task after the other. In memory is what no task has had yet.</summary>
/// <param name="broken">
/// Told of explorations that lack events, because rows were passed over: they are left out. Null: such an exploration is an error.
/// </param>
public sealed class TrainingFold(Action<string>? broken = null)
{
    private readonly ExplorationFold _fold = new(broken);
    private readonly List<ExplorationRecord> _training = [];
    private long _position;

    /// <summary>Completed explorations so far, evaluations included.</summary>
    public int Explorations { get; private set; }

    /// <summary>Takes the next entry.</summary>
    /// <returns>What is learned from, when the entry closes a stage of training explorations or takes a batch; else null.</returns>
    public LearningTask? Add(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (_fold.Add(entry) is { } completed)
            Take(completed);
        return entry.Event switch
        {
            StageClosed { Purpose: ExplorationPurpose.Training } closed => TaskOf(closed.Iteration),
            BatchTaken taken => TaskOf(taken, entry.Position),
            _ => null,
        };
    }

    private void Take(JournalledExploration completed)
    {
        Explorations++;
        if (completed.Record.Purpose != ExplorationPurpose.Training)
            return;
        _training.Add(completed.Record);
        _position = Math.Max(_position, completed.Position);
    }

    /// <summary>What an iteration is learned from, when all of its explorations have been added. They are forgotten with it.</summary>
    internal LearningTask TaskOf(int iteration)
    {
        ExplorationRecord[] explorations = [.. _training.Where(e => e.Iteration == iteration).OrderBy(e => e.Problem.Id, StringComparer.Ordinal)];
        _training.RemoveAll(e => e.Iteration <= iteration);
        return new LearningTask(iteration, explorations, _position);
    }

    /// <summary>What a batch is learned from: those that it names, in its order. They are forgotten with it.</summary>
    /// <param name="taken">The batch.</param>
    /// <param name="position">Its place in the journal, which rises from batch to batch.</param>
    internal LearningTask TaskOf(BatchTaken taken, long position)
    {
        var places = taken.Explorations.Index().ToDictionary(e => e.Item, e => e.Index);
        ExplorationRecord[] explorations = [.. _training.Where(e => places.ContainsKey(e.Id)).OrderBy(e => places[e.Id])];
        _training.RemoveAll(e => places.ContainsKey(e.Id));
        return new LearningTask(taken.Iteration, explorations, position);
    }
}
