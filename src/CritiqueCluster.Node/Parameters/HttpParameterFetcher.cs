using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>What a fetcher works with.</summary>
/// <param name="Cache">Where versions go.</param>
/// <param name="Library">What is here already.</param>
/// <param name="Deltas">Where deltas go.</param>
/// <param name="Client">Asks peers.</param>
/// <param name="Note">Told what was odd and was dealt with.</param>
internal sealed record FetcherParts(VersionCache Cache, ParameterLibrary Library, DeltaShelf Deltas, PeerClient Client, Action<string> Note);

/// <summary>
/// Brings versions over HTTP from whoever has them, and keeps the newest. What lies in a folder of this machine stays there. Asked twice
/// for a version, it fetches it once.
/// </summary>
internal sealed class HttpParameterFetcher : IParameterFetcher, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FetcherParts _parts;
    private readonly HttpClient _http;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<ParameterVersion, (ParameterLocations Locations, Task<string> Folder)> _fetching = [];
    private readonly Dictionary<string, IDisposable> _handedOut = new(StringComparer.Ordinal);

    /// <param name="cache">Where versions go.</param>
    /// <param name="library">What is here already, and is given to others.</param>
    /// <param name="deltas">Where deltas go.</param>
    /// <param name="note">Told what was odd and was dealt with.</param>
    /// <param name="handler">Makes the connections; null: in the clear.</param>
    public HttpParameterFetcher(VersionCache cache, ParameterLibrary library, DeltaShelf deltas, Action<string> note, HttpMessageHandler? handler = null)
    {
        _http = new HttpClient(handler ?? PeerLink.Handler(null)) { Timeout = Timeout.InfiniteTimeSpan };
        _parts = new(cache, library, deltas, new PeerClient(_http, Patience), note);
    }

    /// <inheritdoc/>
    public Task<string> FetchAsync(ParameterVersion version, ParameterLocations locations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(locations);
        if (locations.Origin.IsFile && Directory.Exists(locations.Origin.LocalPath))
        {
            _parts.Library.Add(version, locations.Origin.LocalPath);
            return Task.FromResult(locations.Origin.LocalPath);
        }
        lock (_gate)
        {
            if (_fetching.TryGetValue(version, out var fetch))
                foreach (var peer in locations.Peers.Append(locations.Origin))
                    fetch.Locations.Add(peer);
            else
                _fetching[version] = fetch = (locations, Task.Run(() => FetchOnceAsync(version, locations)));
            return fetch.Folder.WaitAsync(cancellation);
        }
    }

    /// <summary>Gives up what is on its way; what there is of it is used the next time.</summary>
    public void Dispose()
    {
        _ended.Cancel();
        _http.Dispose();
    }

    private async Task<string> FetchOnceAsync(ParameterVersion version, ParameterLocations locations)
    {
        try
        {
            using var use = _parts.Library.Use(version);
            var folder = _parts.Cache.Find(version)?.Folder ?? OwnFolder(version) ?? await new ParameterDownload(version, locations, _parts).RunAsync(_ended.Token);
            _parts.Library.AddCached(version);
            HandOut(version);
            Prune(version.Model);
            return folder;
        }
        finally
        {
            lock (_gate)
                _fetching.Remove(version);
        }
    }

    private void Prune(string model)
    {
        try
        {
            _parts.Library.Prune(model);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _parts.Note($"old versions of {model} could not be deleted: {e.Message}");
        }
    }

    /// <summary>Where this process has the version itself, because it made it.</summary>
    private string? OwnFolder(ParameterVersion version) =>
        _parts.Library.Find(version.Model, version.Step) is { } held && held.Version == version && Directory.Exists(held.Folder) ? held.Folder : null;

    /// <summary>What an engine was given last may be loaded again, so it stays.</summary>
    private void HandOut(ParameterVersion version)
    {
        lock (_gate)
        {
            _handedOut.Remove(version.Model, out var before);
            _handedOut[version.Model] = _parts.Library.Use(version);
            before?.Dispose();
        }
    }
}
