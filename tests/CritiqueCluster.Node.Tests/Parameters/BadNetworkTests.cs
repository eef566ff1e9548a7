using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>Versions over a network that damages, exchanges, replays and cuts what is sent, and from peers that have or answer nothing.</summary>
public sealed class BadNetworkTests(BroadcastFixture fixture) : BroadcastTest(fixture)
{
    [Fact]
    public async Task Should_fetch_the_full_version_where_the_delta_is_damaged_or_the_base_is_not_what_it_was()
    {
        var learner = await LearnerAsync(1, 2, 3);
        var node = await StartAsync(mangler: Mangler.Of("/delta", body => Flipped(body, body.Length / 2)));
        await node.FetchAsync(Version(1), new Uri(Fixture.Folders[0]));
        AssertSame(2, await node.FetchAsync(Version(2), At(learner, 2)));
        Assert.Contains(node.Notes, note => note.Contains("not sound", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(Folder, "node1", "deltas")));

        var other = await StartAsync();
        var damaged = Path.Combine(Folder, "damaged");
        CopyFolder(Fixture.Folders[1], damaged);
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
        var old = File.ReadAllBytes(Path.Combine(Fixture.Folders[0], Weights));
        Func<byte[], byte[]>[] mangles = [body => Flipped(body, body.Length - 9), Exchanged, body => old[^body.Length..]];
        foreach (var mangle in mangles)
        {
            var node = await StartAsync(mangler: Mangler.Of("/" + Weights, mangle));
            var before = await node.FetchAsync(Version(1), new Uri(Fixture.Folders[0]));

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
                : request.RequestUri.AbsolutePath.EndsWith(Weights, StringComparison.Ordinal) ? File.ReadAllBytes(Path.Combine(Fixture.Folders[0], Weights))[^body.Length..]
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
        Assert.InRange(good.Server.BytesSent, 1, Fixture.Bytes - 1); // only what was missing
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
        Assert.InRange(network.Bytes, Fixture.Bytes, Fixture.Bytes + 20_000); // and the manifest
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
        var node = await StartAsync(Path.Combine(Folder, "node1"), network);

        AssertSame(1, await node.FetchAsync(Version(1), At(learner, 1)));

        Assert.InRange(network.Bytes, 1, Fixture.Bytes - 1_000_000 + 20_000);
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
}
