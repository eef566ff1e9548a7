using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;

using Microsoft.AspNetCore.Routing;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a node has to do with parameters: fetches them from others, keeps the newest, and gives them on.</summary>
internal sealed class NodeParameters : IAsyncDisposable
{
    private const int KeptVersions = 3;
    private const int KeptDeltas = 4;

    private NodeParameters(ParameterLibrary library, HttpParameterFetcher fetcher, ParameterServer server) =>
        (Library, Fetcher, Server) = (library, fetcher, server);

    public ParameterLibrary Library { get; }

    public HttpParameterFetcher Fetcher { get; }

    public ParameterServer Server { get; }

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">Gets what is fetched.</param>
    /// <param name="address">Where others reach it.</param>
    /// <param name="certificates">How others are known; null: they are not.</param>
    /// <param name="routes">Adds what else the node answers.</param>
    /// <param name="note">Told what was odd and was dealt with.</param>
    public static async Task<NodeParameters> StartAsync(string folder, NodeAddress address, NodeCertificates? certificates, Action<IEndpointRouteBuilder> routes, Action<string> note)
    {
        var cache = new VersionCache(Path.Combine(folder, "versions"), KeptVersions);
        var deltas = new DeltaShelf(Path.Combine(folder, "deltas"), KeptDeltas);
        var library = new ParameterLibrary(cache);
        var listen = address.Host == "localhost" ? "127.0.0.1" : System.Net.IPAddress.TryParse(address.Host, out _) ? address.Host : "*";
        var server = await ParameterServer.StartAsync(new() { Listen = listen, Host = address.Host, Port = address.Port, Certificates = certificates, Routes = routes }, library, deltas);
        return new NodeParameters(library, new HttpParameterFetcher(cache, library, deltas, note, PeerLink.Handler(certificates)), server);
    }

    public async ValueTask DisposeAsync()
    {
        Fetcher.Dispose();
        await Server.DisposeAsync();
    }
}
