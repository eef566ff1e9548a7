using System.Collections.Concurrent;
using System.Net;

using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>Versions from real servers on this machine, over a network that does what it should.</summary>
public sealed class BroadcastTests(BroadcastFixture fixture) : BroadcastTest(fixture)
{
    [Fact]
    public async Task Should_fetch_a_version_byte_for_byte_and_once_for_all_who_ask()
    {
        var learner = await LearnerAsync(1);
        var network = Mangler.Honest();
        var node = await StartAsync(mangler: network);

        var folders = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => node.FetchAsync(Version(1), At(learner, 1))));

        AssertSame(1, folders[0]);
        Assert.Single(folders.Distinct());
        Assert.Equal(Fixture.Bytes, learner.Server.BytesSent);
        var requests = network.Requests;
        Assert.Equal(folders[0], await node.FetchAsync(Version(1), At(learner, 1)));
        Assert.Equal(requests, network.Requests);
    }

    [Fact]
    public async Task Should_use_a_folder_of_this_machine_where_it_is()
    {
        var node = await StartAsync();

        Assert.Equal(Fixture.Folders[0], await node.FetchAsync(Version(1), new Uri(Fixture.Folders[0])));

        Assert.NotNull(node.Library.Find("policy", 1));
    }

    [Fact]
    public async Task Should_fetch_a_delta_where_the_version_before_is_here()
    {
        var learner = await LearnerAsync(1, 2);
        var node = await StartAsync();
        await node.FetchAsync(Version(1), new Uri(Fixture.Folders[0]));

        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));

        Assert.InRange(learner.Server.BytesSent, 1, Fixture.Bytes / 10);
        Assert.Empty(node.Notes);
        var late = await StartAsync();
        await late.FetchAsync(Version(1), new Uri(Fixture.Folders[0]));
        AssertSame(2, await late.FetchAsync(Version(2), At(node, 2)));
        Assert.InRange(node.Server.BytesSent, 1, Fixture.Bytes / 10); // who fetched a delta has it for others
    }

    [Fact]
    public async Task Should_fetch_the_full_version_where_nobody_has_a_delta_from_here()
    {
        var learner = await LearnerAsync(2);
        var node = await StartAsync();
        await node.FetchAsync(Version(1), new Uri(Fixture.Folders[0]));

        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));

        Assert.Equal(Fixture.Bytes, learner.Server.BytesSent);
    }

    [Fact]
    public async Task Should_spread_a_version_among_peers()
    {
        const int Nodes = 8, AtOnce = 2;
        // Larger than the buffers of a connection: a download that nobody reads stays under way.
        var large = Path.Combine(Folder, "large");
        CopyFolder(Fixture.Folders[0], large);
        File.WriteAllBytes(Path.Combine(large, "vocab.json"), new byte[24 << 20]);
        var bytes = Fixture.Bytes + (24 << 20);
        var learner = await StartAsync(retryAfter: 60);
        var origin = learner.Server.Offer(Version(1), large);
        var (sentAway, all) = (new ConcurrentDictionary<int, bool>(), new TaskCompletionSource());
        var locations = Enumerable.Range(0, Nodes).Select(_ => new ParameterLocations(origin)).ToList();
        var nodes = new List<Receiver>();
        for (var i = 0; i < Nodes; i++)
            nodes.Add(await StartAsync(retryAfter: 60, mangler: NetworkOf(i)));

        var folders = await Task.WhenAll(nodes.Select(async (node, i) =>
        {
            var folder = await node.Fetcher.FetchAsync(Version(1), locations[i], CancellationToken.None);
            locations.ForEach(others => others.Add(At(node, 1)));
            return folder;
        }));

        Assert.All(folders, folder => AssertSame(1, folder));
        Assert.Equal(Nodes * bytes, learner.Server.BytesSent + nodes.Sum(node => node.Server.BytesSent));
        Assert.True(learner.Server.BytesSent < Nodes * bytes / 2, $"The learner gave {learner.Server.BytesSent} of {Nodes * bytes} bytes itself.");

        // Those who are served first are served until the others were sent away, whatever the machine's speed.
        Mangler NetworkOf(int node) => new((_, body) => body)
        {
            OnAnswer = (request, response) =>
            {
                if (response.StatusCode == HttpStatusCode.ServiceUnavailable && sentAway.TryAdd(node, true) && sentAway.Count == Nodes - AtOnce)
                    all.SetResult();
                return request.RequestUri!.AbsolutePath.EndsWith("vocab.json", StringComparison.Ordinal) && response.IsSuccessStatusCode ? all.Task : Task.CompletedTask;
            },
        };
    }

    [Fact]
    public async Task Should_give_the_newest_version_to_who_comes_late()
    {
        var learner = await LearnerAsync(1, 2, 3, 4);
        var node = await StartAsync();

        AssertSame(4, await node.FetchAsync(Version(4), At(learner, 4)));

        Assert.Equal(Fixture.Bytes, learner.Server.BytesSent);
    }

    [Fact]
    public async Task Should_keep_no_more_versions_than_it_should()
    {
        var learner = await LearnerAsync(1, 2, 3, 4);
        var node = await StartAsync();
        for (var step = 1; step <= 4; step++)
            AssertSame(step, await node.FetchAsync(Version(step), At(learner, step)));

        Assert.Equal([Version(4), Version(3)], node.Cache.VersionsOf("policy"));
        Assert.Null(node.Library.Find("policy", 1));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(Folder, "node1", "cache", "policy")).Length);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(PeerClient.Under(At(node, 1), "manifest"))).StatusCode);
        var again = await StartAsync(Path.Combine(Folder, "node1"));
        again.Library.AddCached("policy");
        Assert.Equal(Version(4), again.Library.Find("policy", 4)?.Version);
    }
}
