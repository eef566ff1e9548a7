using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Runs;

/// <summary>
/// What a run knows of its open explorations from their reports, and what to tell them. Held in memory only; a recovered run asks all
/// explorations again, and each says where it stands.
/// </summary>
internal abstract class ExplorationBoard
{
    private readonly Dictionary<string, ExplorationReport> _reports = [];
    private readonly HashSet<string> _inFlight = [];
    private readonly Queue<string> _waiting = new();

    /// <summary>Open explorations.</summary>
    public abstract int Total { get; }

    /// <summary>Those that nothing is waited for from.</summary>
    public abstract int Done { get; }

    /// <summary>The newest report of every open exploration that has reported.</summary>
    public IReadOnlyCollection<ExplorationReport> Reports => _reports.Values;

    /// <summary>Explorations that something is waited for from, or that it is not asked of yet.</summary>
    protected int Outstanding => _waiting.Count + _inFlight.Count;

    /// <summary>What to send now so that at most <paramref name="window"/> explorations are being waited for.</summary>
    public IReadOnlyList<IForExploration> Fill(int window)
    {
        var messages = new List<IForExploration>();
        while (_inFlight.Count < window && _waiting.TryDequeue(out var id))
            if (IsOpen(id) && NextFor(id) is { } message && _inFlight.Add(id))
                messages.Add(message);
        return messages;
    }

    /// <summary>What to send again to those that are waited for.</summary>
    public IReadOnlyList<IForExploration> Again() => [.. _inFlight.Select(id => NextFor(id)!)];

    /// <summary>Takes a report; returns what to tell the exploration next, if anything.</summary>
    public IForExploration? Take(ExplorationReport report)
    {
        var id = report.Exploration;
        if (!IsOpen(id) || IsOld(report))
            return null;
        _reports[id] = report;
        Heard(report);
        if (!_inFlight.Contains(id))
            return null;
        var next = NextFor(id);
        if (next is null)
            _inFlight.Remove(id);
        return next;
    }

    /// <summary>They are to be told something.</summary>
    protected void WaitFor(IEnumerable<string> ids)
    {
        foreach (var id in ids)
            _waiting.Enqueue(id);
    }

    /// <summary>It is not open any more.</summary>
    protected void Forget(string id) => _reports.Remove(id);

    /// <summary>The exploration's last report; null if it has not reported.</summary>
    protected ExplorationReport? ReportOf(string id) => _reports.GetValueOrDefault(id);

    /// <summary>Whether the exploration is one of these.</summary>
    protected abstract bool IsOpen(string id);

    /// <summary>What the exploration is to be told, given its last report; null if it has done its part.</summary>
    protected abstract IForExploration? NextFor(string id);

    /// <summary>A report that is not old was taken.</summary>
    protected virtual void Heard(ExplorationReport report)
    {
    }

    private bool IsOld(ExplorationReport report) =>
        ReportOf(report.Exploration) is { } known && (known.Round > report.Round || (known.Completed && !report.Completed));
}
