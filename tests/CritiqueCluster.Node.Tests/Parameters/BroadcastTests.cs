using System.Collections.Concurrent;
using System.Net;

using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Parameters;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>Real servers on this machine; between them a network that may be bad.</summary>
public sealed class BroadcastTests(BroadcastFixture fixture) : IClassFixture<BroadcastFixture>, IAsyncDisposable
{
    private const string Weights = SafetensorsCheckpoint.SingleFile;
    private readonly TemporaryFolder _folder = new();
    private readonly List<Receiver> _nodes = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_fetch_a_version_byte_for_byte_and_once_for_all_who_ask()
    {
        var learner = await LearnerAsync(1);
        var network = Mangler.Honest();
        var node = await StartAsync(mangler: network);

        var folders = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => node.FetchAsync(Version(1), At(learner, 1))));

        AssertSame(1, folders[0]);
        Assert.Single(folders.Distinct());
        Assert.Equal(fixture.Bytes, learner.Server.BytesSent);
        var requests = network.Requests;
        Assert.Equal(folders[0], await node.FetchAsync(Version(1), At(learner, 1)));
        Assert.Equal(requests, network.Requests);
    }

    [Fact]
    public async Task Should_use_a_folder_of_this_machine_where_it_is()
    {
        var node = await StartAsync();

        Assert.Equal(fixture.Folders[0], await node.FetchAsync(Version(1), new Uri(fixture.Folders[0])));

        Assert.NotNull(node.Library.Find("policy", 1));
    }

    [Fact]
    public async Task Should_fetch_a_delta_where_the_version_before_is_here()
    {
        var learner = await LearnerAsync(1, 2);
        var node = await StartAsync();
        await node.FetchAsync(Version(1), new Uri(fixture.Folders[0]));

        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));

        Assert.InRange(learner.Server.BytesSent, 1, fixture.Bytes / 10);
        Assert.Empty(node.Notes);
        var late = await StartAsync();
        await late.FetchAsync(Version(1), new Uri(fixture.Folders[0]));
        AssertSame(2, await late.FetchAsync(Version(2), At(node, 2)));
        Assert.InRange(node.Server.BytesSent, 1, fixture.Bytes / 10); // who fetched a delta has it for others
    }

    [Fact]
    public async Task Should_fetch_the_full_version_where_nobody_has_a_delta_from_here()
    {
        var learner = await LearnerAsync(2);
        var node = await StartAsync();
        await node.FetchAsync(Version(1), new Uri(fixture.Folders[0]));

        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));

        Assert.Equal(fixture.Bytes, learner.Server.BytesSent);
    }

    [Fact]
    public async Task Should_fetch_the_full_version_where_the_delta_is_damaged_or_the_base_is_not_what_it_was()
    {
        var learner = await LearnerAsync(1, 2, 3);
        var node = await StartAsync(mangler: Mangler.Of("/delta", body => Flipped(body, body.Length / 2)));
        await node.FetchAsync(Version(1), new Uri(fixture.Folders[0]));
        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));
        Assert.Contains(node.Notes, note => note.Contains("not sound", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "node1", "deltas")));

        var other = await StartAsync();
        var damaged = Path.Combine(_folder.Path, "damaged");
        CopyFolder(fixture.Folders[1], damaged);
        var bytes = File.ReadAllBytes(Path.Combine(damaged, Weights));
        File.WriteAllBytes(Path.Combine(damaged, Weights), Flipped(bytes, bytes.Length / 2));
        await other.FetchAsync(Version(2), new Uri(damaged));
        AssertSame(3, await other.FetchAsync(Version(3), At(learner, 3)));
        Assert.Contains(other.Notes, note => note.Contains("of no use", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_refuse_corrupt_exchanged_and_replayed_bytes_and_keep_the_version_before()
    {
        var learner = await LearnerAsync(2);
        var old = File.ReadAllBytes(Path.Combine(fixture.Folders[0], Weights));
        Func<byte[], byte[]>[] mangles = [body => Flipped(body, body.Length - 9), Exchanged, body => old[^body.Length..]];
        foreach (var mangle in mangles)
        {
            var node = await StartAsync(mangler: Mangler.Of("/" + Weights, mangle));
            var before = await node.FetchAsync(Version(1), new Uri(fixture.Folders[0]));

            var refused = await Assert.ThrowsAsync<EnvironmentException>(() => node.FetchAsync(Version(2), At(learner, 2)));

            Assert.Contains("damaged", refused.Message);
            Assert.Null(node.Library.Find("policy", 2));
            Assert.Null(node.Cache.Find(Version(2)));
            Assert.Equal(Version(1).Hash, ModelSource.HashOf(before));
        }
    }

    [Fact]
    public async Task Should_refuse_a_replayed_manifest_and_one_that_calls_old_parameters_new()
    {
        var old = await LearnerAsync(1);
        var learner = await LearnerAsync(2);
        var replayed = await old.Library.Find("policy", 1)!.Manifest.Value;
        foreach (var lie in new[] { replayed, replayed with { Version = Version(2) } })
        {
            var node = await StartAsync(mangler: new Mangler((request, body) =>
                request.RequestUri!.AbsolutePath.EndsWith("/manifest", StringComparison.Ordinal) ? ManifestJson.Write(lie)
                : request.RequestUri.AbsolutePath.EndsWith(Weights, StringComparison.Ordinal) ? File.ReadAllBytes(Path.Combine(fixture.Folders[0], Weights))[^body.Length..]
                : body));

            await Assert.ThrowsAsync<EnvironmentException>(() => node.FetchAsync(Version(2), At(learner, 2)));

            Assert.Null(node.Cache.Find(Version(2)));
        }
    }

    [Fact]
    public async Task Should_take_from_another_peer_what_one_gives_damaged()
    {
        var (bad, good) = (await LearnerAsync(1), await LearnerAsync(1));
        var port = bad.Server.Address.Port;
        var node = await StartAsync(mangler: new Mangler((request, body) =>
            request.RequestUri!.Port == port && request.RequestUri.AbsolutePath.EndsWith(Weights, StringComparison.Ordinal) ? Flipped(body, body.Length / 2) : body));

        AssertSame(1, await node.FetchAsync(Version(1), At(good, 1), At(bad, 1)));

        Assert.Contains(node.Notes, note => note.Contains("damaged", StringComparison.Ordinal));
        Assert.InRange(good.Server.BytesSent, 1, fixture.Bytes - 1); // only what was missing
    }

    [Fact]
    public async Task Should_go_on_where_connections_were_cut_and_ask_for_no_byte_twice()
    {
        var learner = await LearnerAsync(1, 2);
        var random = new Random(3);
        var network = new Mangler((_, body) => body.Length > 20_000 ? body[..random.Next(1, body.Length)] : body);
        var node = await StartAsync(mangler: network);

        AssertSame(1, await node.FetchAsync(Version(1), At(learner, 1)));

        Assert.True(network.Requests > 10);
        Assert.InRange(network.Bytes, fixture.Bytes, fixture.Bytes + 20_000); // and the manifest
        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));
        Assert.Empty(node.Notes);
    }

    [Fact]
    public async Task Should_go_on_with_what_an_earlier_process_had_fetched()
    {
        var learner = await LearnerAsync(1);
        var dying = await StartAsync(mangler: new Mangler((request, body) =>
            !request.RequestUri!.AbsolutePath.EndsWith(Weights, StringComparison.Ordinal) ? body : request.Headers.Range is null ? body[..1_000_000] : null));
        await Assert.ThrowsAsync<EnvironmentException>(() => dying.FetchAsync(Version(1), At(learner, 1)));
        var network = Mangler.Honest();
        var node = await StartAsync(Path.Combine(_folder.Path, "node1"), network);

        AssertSame(1, await node.FetchAsync(Version(1), At(learner, 1)));

        Assert.InRange(network.Bytes, 1, fixture.Bytes - 1_000_000 + 20_000);
    }

    [Fact]
    public async Task Should_spread_a_version_among_peers()
    {
        const int Nodes = 8, AtOnce = 2;
        // Larger than the buffers of a connection: a download that nobody reads stays under way.
        var large = Path.Combine(_folder.Path, "large");
        CopyFolder(fixture.Folders[0], large);
        File.WriteAllBytes(Path.Combine(large, "vocab.json"), new byte[24 << 20]);
        var bytes = fixture.Bytes + (24 << 20);
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

        Assert.Equal(fixture.Bytes, learner.Server.BytesSent);
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
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "node1", "cache", "policy")).Length);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(PeerClient.Under(At(node, 1), "manifest"))).StatusCode);
        var again = await StartAsync(Path.Combine(_folder.Path, "node1"));
        again.Library.AddCached("policy");
        Assert.Equal(Version(4), again.Library.Find("policy", 4)?.Version);
    }

    [Fact]
    public async Task Should_say_that_nobody_has_a_version_or_answers()
    {
        var learner = await LearnerAsync(1);
        var node = await StartAsync();

        var missing = await Assert.ThrowsAsync<EnvironmentException>(() => node.FetchAsync(Version(2), At(learner, 2)));
        var silent = await Assert.ThrowsAsync<EnvironmentException>(() => node.FetchAsync(Version(2), new Uri("http://127.0.0.1:1/parameters/policy/2")));

        Assert.Contains("404", missing.Message);
        Assert.Contains("does not answer", silent.Message);
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }

    /// <summary>Two halves of the data in each other's place.</summary>
    private static byte[] Exchanged(byte[] bytes)
    {
        var half = bytes.Length / 3;
        return [.. bytes[..half], .. bytes[(2 * half)..], .. bytes[half..(2 * half)]];
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static Uri At(Receiver node, int step) => new(node.Server.Address, $"parameters/policy/{step}");

    private ParameterVersion Version(int step) => fixture.Steps[step - 1];

    private void AssertSame(int step, string folder) => Assert.All(
        Directory.GetFiles(fixture.Folders[step - 1]), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file)))));

    private async Task<Receiver> LearnerAsync(params int[] steps)
    {
        var learner = await StartAsync();
        foreach (var step in steps)
            learner.Server.Offer(Version(step), fixture.Folders[step - 1]);
        return learner;
    }

    private async Task<Receiver> StartAsync(string? folder = null, Mangler? mangler = null, int retryAfter = 1)
    {
        var node = await Receiver.StartAsync(folder ?? Path.Combine(_folder.Path, $"node{_nodes.Count}"), mangler: mangler, retryAfter: retryAfter);
        _nodes.Add(node);
        return node;
    }
}
