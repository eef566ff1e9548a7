using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Parameters;

/// <summary>
/// Which peer to ask next for a version: whom it goes well with; else one of the peers, at random, so that not all ask the same; whoever
/// made the version only if no peer will do, so that it has time for those who know nobody else. Not thread-safe.
/// </summary>
/// <param name="what">What is wanted, for the error.</param>
/// <param name="locations">Who has it; may grow.</param>
internal sealed class PeerChoice(string what, ParameterLocations locations)
{
    private const int MostFailures = 3;

    private readonly Dictionary<Uri, Standing> _standings = [];
    private Uri? _current;
    private string _last = "nobody has it";

    /// <summary>Has a peer do something, and another if that one fails, until it is done.</summary>
    /// <param name="ask">Asks a peer, given the address of the version there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="EnvironmentException">Nobody is left to be asked.</exception>
    public async Task<T> AskAsync<T>(Func<Uri, Task<T>> ask, CancellationToken cancellation)
    {
        while (true)
        {
            var peer = await NextAsync(cancellation);
            try
            {
                var result = await ask(peer);
                _current = peer;
                return result;
            }
            catch (PeerException e)
            {
                Note(peer, e);
            }
        }
    }

    /// <summary>Something useful came from a peer: earlier cuts are forgiven.</summary>
    public void Helped(Uri peer) => Of(peer).Cuts = 0;

    /// <summary>A peer gave something that turned out to be wrong.</summary>
    public void Blame(Uri peer, string reason) => Note(peer, new PeerException(PeerTrouble.Wrong, reason));

    private void Note(Uri peer, PeerException trouble)
    {
        var standing = Of(peer);
        _current = null;
        if (trouble.Trouble == PeerTrouble.Busy)
        {
            standing.BusyUntil = Environment.TickCount64 + (long)(trouble.RetryAfter.TotalMilliseconds * (1 + 0.2 * Random.Shared.NextDouble()));
            return;
        }
        _last = trouble.Message;
        standing.Wrongs += trouble.Trouble == PeerTrouble.Wrong ? 1 : 0;
        standing.Cuts += trouble.Trouble == PeerTrouble.Cut ? 1 : 0;
        standing.Out |= trouble.Trouble == PeerTrouble.Lacks || standing.Wrongs >= MostFailures || standing.Cuts >= MostFailures;
    }

    private async Task<Uri> NextAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var grown = locations.Grown;
            var left = locations.Peers.Append(locations.Origin).Where(peer => peer.Scheme is "http" or "https" && !Of(peer).Out).ToList();
            if (left.Count == 0)
                throw new EnvironmentException($"{what} could not be fetched: {_last.TrimEnd('.')}.");
            var now = Environment.TickCount64;
            var free = left.Where(peer => Of(peer).BusyUntil <= now).ToList();
            if (_current is { } current && free.Contains(current))
                return current;
            if (free.Count > 0)
                return free.OrderBy(peer => Of(peer).Wrongs + Of(peer).Cuts).ThenBy(peer => peer == locations.Origin).ThenBy(_ => Random.Shared.Next()).First();
            var wait = TimeSpan.FromMilliseconds(left.Min(peer => Of(peer).BusyUntil) - now);
            await Task.WhenAny(grown, Task.Delay(wait, cancellation));
        }
    }

    private Standing Of(Uri peer)
    {
        if (!_standings.TryGetValue(peer, out var standing))
            _standings.Add(peer, standing = new());
        return standing;
    }

    private sealed class Standing
    {
        public long BusyUntil { get; set; }
        public int Cuts { get; set; }
        public int Wrongs { get; set; }
        public bool Out { get; set; }
    }
}
