using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>
/// The explorations of a stream: each goes through its rounds for itself, with a budget of its own, and is closed when that is spent; then
/// it waits for a task to take it.
/// </summary>
internal sealed class StreamBoard : IExplorationBoard
{
    private readonly Dictionary<string, ExplorationReport> _reports = [];
    private readonly HashSet<string> _inFlight = [];
    private readonly Queue<string> _waiting;
    private readonly List<string> _completed = [];
    private StreamState _state;

    public StreamBoard(StreamState state)
    {
        _state = state;
        _waiting = new Queue<string>(InOrder(state));
    }

    public int Total => _state.Untaken.Count;

    public int Done => _completed.Count;

    public IReadOnlyCollection<ExplorationReport> Reports => _reports.Values;

    /// <summary>The stream goes on: a batch was taken, or a version published.</summary>
    public void Enter(StreamState state)
    {
        foreach (var id in InOrder(state).Where(id => !_state.Untaken.ContainsKey(id)))
            _waiting.Enqueue(id);
        foreach (var id in _state.Untaken.Keys.Where(id => !state.Untaken.ContainsKey(id)))
            _reports.Remove(id);
        _completed.RemoveAll(id => !state.Untaken.ContainsKey(id));
        _state = state;
    }

    public IReadOnlyList<IForExploration> Fill(int window)
    {
        var messages = new List<IForExploration>();
        while (_inFlight.Count < window && _waiting.TryDequeue(out var id))
            if (NextFor(id) is { } message && _inFlight.Add(id))
                messages.Add(message);
        return messages;
    }

    public IReadOnlyList<IForExploration> Again() => [.. _inFlight.Select(id => NextFor(id)!)];

    public IForExploration? Take(ExplorationReport report)
    {
        var id = report.Exploration;
        if (!_inFlight.Contains(id) || (_reports.TryGetValue(id, out var known) && known.Round > report.Round))
            return null;
        _reports[id] = report;
        if (!report.Completed)
            return NextFor(id);
        _inFlight.Remove(id);
        _completed.Add(id);
        return null;
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

    private static IEnumerable<string> InOrder(StreamState state) => state.Untaken.OrderBy(e => e.Value).Select(e => e.Key);

    /// <summary>Before it has said so, an exploration may have tokens of the version that was the newest when it was admitted.</summary>
    private int OldestOf(string id) =>
        _reports.GetValueOrDefault(id)?.OldestVersion ?? _state.Admission.VersionOf(_state.Untaken[id]);

    /// <summary>What the exploration is to be told, given its last report; null if it is over.</summary>
    private IForExploration? NextFor(string id)
    {
        if (!_reports.TryGetValue(id, out var report))
            return new Explore(_state.SpecOf(_state.Untaken[id]));
        if (report.Completed)
            return null;
        var rounds = _state.Spec.Recipe.Rollout.Rounds - report.Round;
        return BudgetPlan.Next(StagePlan.BudgetOf(_state.Spec, problems: 1), report.Summary, rounds) is { } grant
            ? new GrantTokens(id, grant)
            : new EndExploration(id);
    }
}
