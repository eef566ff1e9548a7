namespace CritiqueCluster.Actors.Parameters;

/// <summary>
/// Where a version can be had, as far as is known. Others fetch it at the same time and say so when they have it, so it grows while
/// the version is on its way. Thread-safe.
/// </summary>
public sealed class ParameterLocations
{
    /// <summary>More places than this are not remembered; the newest stay, and where it came from.</summary>
    public const int Most = 64;

    private readonly Lock _gate = new();
    private readonly List<Uri> _peers = [];
    private TaskCompletionSource _grown = New();

    /// <param name="origin">Where whoever made the version has it.</param>
    /// <param name="peers">Where others have it.</param>
    public ParameterLocations(Uri origin, params IEnumerable<Uri> peers)
    {
        Origin = origin;
        foreach (var peer in peers)
            Add(peer);
    }

    /// <summary>Where whoever made the version has it: everybody begins by knowing this one, so spare it where others will do.</summary>
    public Uri Origin { get; }

    /// <summary>Everybody else who has it, in the order in which they said so.</summary>
    public IReadOnlyList<Uri> Peers
    {
        get
        {
            lock (_gate)
                return [.. _peers];
        }
    }

    /// <summary>Ends when a place is added after this call.</summary>
    public Task Grown
    {
        get
        {
            lock (_gate)
                return _grown.Task;
        }
    }

    /// <summary>Adds a place; one that is known changes nothing.</summary>
    public void Add(Uri peer)
    {
        lock (_gate)
        {
            if (peer == Origin || _peers.Contains(peer))
                return;
            if (_peers.Count == Most)
                _peers.RemoveAt(0);
            _peers.Add(peer);
            _grown.SetResult();
            _grown = New();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
