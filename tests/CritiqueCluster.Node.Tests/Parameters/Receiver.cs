using System.Collections.Concurrent;

using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>What a node has to do with parameters, without the rest of it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private Receiver(string folder, int keep, Mangler? mangler)
    {
        Cache = new VersionCache(Path.Combine(folder, "cache"), keep);
        Library = new ParameterLibrary(Cache);
        Deltas = new DeltaShelf(Path.Combine(folder, "deltas"), 4);
        Fetcher = new HttpParameterFetcher(Cache, Library, Deltas, Notes.Enqueue, mangler);
    }

    public VersionCache Cache { get; }

    public ParameterLibrary Library { get; }

    public DeltaShelf Deltas { get; }

    public HttpParameterFetcher Fetcher { get; }

    public ParameterServer Server { get; private set; } = null!;

    public ConcurrentQueue<string> Notes { get; } = new();

    public static async Task<Receiver> StartAsync(string folder, int keep = 2, Mangler? mangler = null, int mostDownloads = 2, int retryAfter = 1)
    {
        var receiver = new Receiver(folder, keep, mangler);
        receiver.Server = await ParameterServer.StartAsync(new() { MostDownloads = mostDownloads, RetryAfterSeconds = retryAfter }, receiver.Library, receiver.Deltas);
        return receiver;
    }

    public Task<string> FetchAsync(ParameterVersion version, params Uri[] from) =>
        Fetcher.FetchAsync(version, new ParameterLocations(from[0], from[1..]), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Fetcher.Dispose();
        await Server.DisposeAsync();
    }
}
