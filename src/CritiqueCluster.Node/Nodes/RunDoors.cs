using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Nodes;

/// <summary>Nodes that may know of a run: whoever answers first with one is believed, and asked first the next time.</summary>
internal sealed class RunDoors(IReadOnlyList<NodeAddress> addresses) : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly List<NodeAddress> _addresses = [.. addresses];

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
        var door = new UriBuilder("http", address.Host, address.Port, "run").Uri;
        try
        {
            using var answer = await _http.GetAsync(door, interrupted);
            return answer.IsSuccessStatusCode ? RunDescription.Parse(await answer.Content.ReadAsStringAsync(interrupted), door.Authority) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !interrupted.IsCancellationRequested)
        {
            return null;
        }
    }
}
