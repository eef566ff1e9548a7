using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>
/// What a run knows of its stage's explorations from their reports: who has done what the round wants, and what to tell the
/// others. Held in memory only; a recovered run asks all explorations again, and each says where it stands.
/// </summary>
internal sealed class StageBoard : IExplorationBoard
{
    private readonly Dictionary<string, ExplorationSpec> _specs;
    private readonly Dictionary<string, ExplorationReport> _reports = [];
    private readonly HashSet<string> _inFlight = [];
    private Queue<string> _waiting;
    private Stage _stage;

    public StageBoard(Stage stage, IReadOnlyList<ExplorationSpec> specs)
    {
        _stage = stage;
        _specs = specs.ToDictionary(s => s.Id);
        _waiting = new Queue<string>(specs.Select(s => s.Id));
    }

    /// <summary>Explorations of the stage.</summary>
    public int Total => _specs.Count;

    /// <summary>Those that have done what the round wants.</summary>
    public int Done => Total - _waiting.Count - _inFlight.Count;

    /// <summary>The newest report of every exploration that has reported.</summary>
    public IReadOnlyCollection<ExplorationReport> Reports => _reports.Values;

    /// <summary>The stage goes on: another round, or the end.</summary>
    public void Enter(Stage stage)
    {
        _stage = stage;
        _waiting = new Queue<string>(_specs.Keys.Where(id => NextFor(id) is not null));
    }

    /// <summary>What to send now so that at most <paramref name="window"/> explorations are being waited for.</summary>
    public IReadOnlyList<IForExploration> Fill(int window)
    {
        var messages = new List<IForExploration>();
        while (_inFlight.Count < window && _waiting.TryDequeue(out var id))
            if (NextFor(id) is { } message && _inFlight.Add(id))
                messages.Add(message);
        return messages;
    }

    /// <summary>What to send again to those that are waited for.</summary>
    public IReadOnlyList<IForExploration> Again() => [.. _inFlight.Select(id => NextFor(id)!)];

    /// <summary>Takes a report; returns what to tell the exploration next, if anything.</summary>
    public IForExploration? Take(ExplorationReport report)
    {
        var id = report.Exploration;
        if (!_specs.ContainsKey(id) || IsOld(report))
            return null;
        _reports[id] = report;
        if (!_inFlight.Contains(id))
            return null;
        var next = NextFor(id);
        if (next is null)
            _inFlight.Remove(id);
        return next;
    }

    private bool IsOld(ExplorationReport report) =>
        _reports.TryGetValue(report.Exploration, out var known)
        && (known.Round > report.Round || (known.Completed && !report.Completed));

    /// <summary>What the exploration is to be told, given its last report; null if it has done its part.</summary>
    private IForExploration? NextFor(string id) => _reports.GetValueOrDefault(id) switch
    {
        null => new Explore(_specs[id]),
        { Completed: true } => null,
        var report when _stage.Grants.TryGetValue(id, out var grant) && report.Round < grant.Round => new GrantTokens(id, grant),
        _ when _stage.Closing => new EndExploration(id),
        _ => null,
    };
}
