using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>
/// The explorations of a stream: each goes through its rounds for itself, with a budget of its own, and is closed when that is spent; then
/// it waits for a task to take it.
/// </summary>
internal sealed class StreamBoard : ExplorationBoard
{
    private readonly List<string> _completed = [];
    private StreamState _state;

    public StreamBoard(StreamState state)
    {
        _state = state;
        WaitFor(InOrder(state));
    }

    public override int Total => _state.Untaken.Count;

    public override int Done => _completed.Count;

    /// <summary>The stream goes on: a batch was taken, or a version published.</summary>
    public void Enter(StreamState state)
    {
        WaitFor(InOrder(state).Where(id => !_state.Untaken.ContainsKey(id)));
        foreach (var id in _state.Untaken.Keys.Where(id => !state.Untaken.ContainsKey(id)))
            Forget(id);
        _completed.RemoveAll(id => !state.Untaken.ContainsKey(id));
        _state = state;
    }

    /// <summary>What a task takes, if it has all that it must have.</summary>
    public BatchTaken? Next(int task)
    {
        var admission = _state.Admission;
        if (_completed.Count < admission.Batch)
            return null;
        var underWay = _state.Untaken.Keys.Except(_completed).Select(id => new Untaken(id, OldestOf(id), false));
        var batch = BatchAssembly.Next(
            task, admission.Batch, admission.Staleness, [.. _completed.Select(id => new Untaken(id, OldestOf(id), true)), .. underWay]);
        return batch is null ? null : new BatchTaken(task, batch);
    }

    protected override bool IsOpen(string id) => _state.Untaken.ContainsKey(id);

    protected override void Heard(ExplorationReport report)
    {
        if (report.Completed && !_completed.Contains(report.Exploration))
            _completed.Add(report.Exploration);
    }

    protected override IForExploration? NextFor(string id)
    {
        if (ReportOf(id) is not { } report)
            return new Explore(_state.SpecOf(_state.Untaken[id]));
        if (report.Completed)
            return null;
        var rounds = _state.Spec.Recipe.Rollout.Rounds - report.Round;
        return BudgetPlan.Next(StagePlan.BudgetOf(_state.Spec, problems: 1), report.Summary, rounds) is { } grant
            ? new GrantTokens(id, grant)
            : new EndExploration(id);
    }

    private static IEnumerable<string> InOrder(StreamState state) => state.Untaken.OrderBy(e => e.Value).Select(e => e.Key);

    /// <summary>Before an exploration is over, its next token may be of the version that was the newest when it was admitted.</summary>
    private int OldestOf(string id) =>
        ReportOf(id) is { Completed: true, OldestVersion: { } oldest } ? oldest : _state.Admission.VersionOf(_state.Untaken[id]);
}
