using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Node.Nodes;

/// <summary>Nodes that may know of a run: whoever answers first with one is believed, and asked first the next time.</summary>
/// <param name="addresses">Their HTTP addresses.</param>
/// <param name="certificates">How they are known; null: they are not.</param>
/// <param name="say">Told once if somebody is there and will not have this node.</param>
internal sealed class RunDoors(IReadOnlyList<NodeAddress> addresses, NodeCertificates? certificates, Action<string> say) : IDisposable
{
    private const int BrokenOffToSay = 3;

    private readonly HttpClient _http = new(PeerLink.Handler(certificates)) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<NodeAddress> _addresses = [.. addresses];
    private int _brokenOff;

    /// <summary>Reads <c>HOST:PORT,HOST:PORT</c>.</summary>
    /// <exception cref="ConfigurationException">It is not that.</exception>
    public static IReadOnlyList<NodeAddress> Parse(string text, string option)
    {
        var addresses = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address => NodeAddress.Parse(address, option)).ToList();
        return addresses.Count > 0 ? addresses : throw new ConfigurationException($"{option} is empty, but must be HOST:PORT, or several with commas between.");
    }

    /// <summary>The run that is under way; null if nobody answers, or nobody knows one.</summary>
    /// <param name="interrupted">Ends the look.</param>
    /// <param name="run">The key of the only run that is looked for; null: any.</param>
    public async Task<RunDescription?> LookAsync(CancellationToken interrupted, string? run = null)
    {
        foreach (var address in _addresses.ToList())
            if (await LookAsync(address, interrupted) is { } found && (run is null || found.Run == run))
            {
                _addresses.Remove(address);
                _addresses.Insert(0, address);
                return found;
            }
        return null;
    }

    public void Dispose() => _http.Dispose();

    public override string ToString() => string.Join(", ", addresses.Select(address => FormattableString.Invariant($"{address.Host}:{address.Port}")));

    private async Task<RunDescription?> LookAsync(NodeAddress address, CancellationToken interrupted)
    {
        var door = new UriBuilder(PeerLink.SchemeOf(certificates), address.Host, address.Port, "run").Uri;
        try
        {
            using var answer = await _http.GetAsync(door, interrupted);
            return answer.IsSuccessStatusCode ? RunDescription.Parse(await answer.Content.ReadAsStringAsync(interrupted), door.Authority) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !interrupted.IsCancellationRequested)
        {
            if (e is HttpRequestException { HttpRequestError: not HttpRequestError.ConnectionError and not HttpRequestError.NameResolutionError } broken)
                SayBrokenOff(door, broken);
            return null;
        }
    }

    /// <summary>
    /// Somebody is there, and will not have it: once is enough, since it may still be put right at the other end; and not at first, since a
    /// node that just ends breaks connections off, too.
    /// </summary>
    private void SayBrokenOff(Uri door, HttpRequestException broken)
    {
        if (++_brokenOff != BrokenOffToSay)
            return;
        var reason = broken.GetBaseException().Message.TrimEnd('.');
        say(certificates is null
            ? $"{door.Authority} breaks the connection off ({reason}): if its nodes have certificates, this one needs --certificates, too"
            : $"{door.Authority} breaks the connection off ({reason}): both nodes need --certificates, of one issuer");
    }
}
