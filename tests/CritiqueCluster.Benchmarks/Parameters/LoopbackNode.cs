using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Benchmarks.Parameters;

/// <summary>What a node has to do with parameters, without the rest of it.</summary>
internal sealed class LoopbackNode : IAsyncDisposable
{
    private LoopbackNode(string folder)
    {
        var cache = new VersionCache(Path.Combine(folder, "cache"), keep: 2);
        Library = new ParameterLibrary(cache);
        Deltas = new DeltaShelf(Path.Combine(folder, "deltas"), keep: 2);
        Fetcher = new HttpParameterFetcher(cache, Library, Deltas, Console.Error.WriteLine);
    }

    public ParameterLibrary Library { get; }

    public DeltaShelf Deltas { get; }

    public HttpParameterFetcher Fetcher { get; }

    public ParameterServer Server { get; private set; } = null!;

    public static async Task<LoopbackNode> StartAsync(string folder)
    {
        var node = new LoopbackNode(folder);
        node.Server = await ParameterServer.StartAsync(new(), node.Library, node.Deltas);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        Fetcher.Dispose();
        await Server.DisposeAsync();
    }
}
