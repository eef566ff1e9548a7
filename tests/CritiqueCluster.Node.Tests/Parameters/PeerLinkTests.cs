using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>Over HTTP, too, a node speaks only with who shows a certificate of the trusted issuer.</summary>
public sealed class PeerLinkTests(BroadcastFixture fixture) : IClassFixture<BroadcastFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Issuers _issuers = new();

    public void Dispose()
    {
        _folder.Dispose();
        _issuers.Dispose();
    }

    [Fact]
    public async Task Should_give_parameters_to_who_shows_a_certificate_of_the_issuer()
    {
        using var certificates = _issuers.Right();
        await using var server = await ServerAsync(certificates);
        var version = server.Offer(fixture.Steps[0], fixture.Folders[0]);

        var folder = await FetchAsync(version, certificates);

        Assert.Equal("https", version.Scheme);
        Assert.All(Directory.GetFiles(fixture.Folders[0]), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file)))));
    }

    [Fact]
    public async Task Should_give_nothing_to_anybody_else()
    {
        using var self = _issuers.Right();
        using var stranger = _issuers.Stranger();
        using var expired = _issuers.Expired();
        await using var server = await ServerAsync(self);
        var version = server.Offer(fixture.Steps[0], fixture.Folders[0]);
        var inTheClear = new UriBuilder(version) { Scheme = "http" }.Uri;

        Assert.NotNull(await AskAsync(version, self));
        Assert.Null(await AskAsync(version, stranger));
        Assert.Null(await AskAsync(version, expired));
        Assert.Null(await AskAsync(version, null));
        Assert.Null(await AskAsync(inTheClear, null));
        await Assert.ThrowsAsync<EnvironmentException>(() => FetchAsync(version, stranger));
        Assert.Equal(0, server.BytesSent);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Should_take_nothing_from_a_server_that_shows_what_is_not_right(bool stranger)
    {
        using var self = _issuers.Right();
        using var shown = stranger ? _issuers.Stranger() : _issuers.Expired();
        await using var server = await ServerAsync(shown); // which would give to this node

        Assert.Null(await AskAsync(server.Offer(fixture.Steps[0], fixture.Folders[0]), self));
    }

    private Task<ParameterServer> ServerAsync(NodeCertificates certificates) =>
        ParameterServer.StartAsync(new() { Certificates = certificates }, new ParameterLibrary(new VersionCache(_folder.File("given"), 2)), new DeltaShelf(_folder.File("deltas"), 2));

    private async Task<string> FetchAsync(Uri version, NodeCertificates certificates)
    {
        var cache = new VersionCache(_folder.File("taken"), 2);
        using var fetcher = new HttpParameterFetcher(cache, new ParameterLibrary(cache), new DeltaShelf(_folder.File("taken-deltas"), 2), _ => { }, PeerLink.Handler(certificates));
        return await fetcher.FetchAsync(fixture.Steps[0], new ParameterLocations(version, []), CancellationToken.None);
    }

    /// <summary>A manifest; null: the connection was broken off.</summary>
    private static async Task<string?> AskAsync(Uri version, NodeCertificates? certificates)
    {
        using var http = new HttpClient(PeerLink.Handler(certificates));
        try
        {
            return await http.GetStringAsync(PeerClient.Under(version, "manifest"));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
