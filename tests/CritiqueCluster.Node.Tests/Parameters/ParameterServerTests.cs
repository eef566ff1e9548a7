using System.Net;
using System.Net.Http.Headers;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Parameters;

public sealed class ParameterServerTests(BroadcastFixture fixture) : IClassFixture<BroadcastFixture>, IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private Receiver _node = null!;
    private Uri _version = null!;

    public async Task InitializeAsync()
    {
        _node = await Receiver.StartAsync(_folder.Path, mostDownloads: 1);
        _version = _node.Server.Offer(fixture.Steps[0], fixture.Folders[0]);
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Should_say_that_it_lives_and_whether_it_is_ready()
    {
        await using var unready = await ParameterServer.StartAsync(new() { Ready = () => false }, _node.Library, _node.Deltas);

        Assert.Equal("live", await _http.GetStringAsync(new Uri(_node.Server.Address, "health/live")));
        Assert.Equal("ready", await _http.GetStringAsync(new Uri(_node.Server.Address, "health/ready")));
        Assert.Equal("live", await _http.GetStringAsync(new Uri(unready.Address, "health/live")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _http.GetAsync(new Uri(unready.Address, "health/ready"))).StatusCode);
    }

    [Theory]
    [InlineData("parameters/policy/2/manifest")]
    [InlineData("parameters/critic/1/manifest")]
    [InlineData("parameters/policy/x/manifest")]
    [InlineData("parameters/policy/99999999999/manifest")]
    [InlineData("parameters/policy/1/files/secret.txt")]
    [InlineData("parameters/policy/1/files/..%2F..%2Fsecret.txt")]
    [InlineData("parameters/policy/1/files/%2Fetc%2Fpasswd")]
    [InlineData("parameters/..%2Fpolicy/1/manifest")]
    [InlineData("parameters/policy/1/delta")]
    [InlineData("parameters/policy/1/delta?from=sha256:0")]
    [InlineData("parameters")]
    [InlineData("")]
    public async Task Should_not_find_what_it_does_not_have(string path)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "secret.txt"), "secret");

        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri($"{_node.Server.Address}{path}"))).StatusCode);
    }

    [Fact]
    public async Task Should_describe_what_it_has()
    {
        var manifest = ManifestJson.Read(await _http.GetByteArrayAsync(PeerClient.Under(_version, "manifest")));

        Assert.Equal(fixture.Steps[0], manifest.Version);
        Assert.Equal(fixture.Bytes, manifest.Bytes);
    }

    [Theory]
    [InlineData("bytes=10-", 10, 3301824)]
    [InlineData("bytes=10-19", 10, 20)]
    [InlineData("bytes=3301823-9999999999", 3301823, 3301824)]
    public async Task Should_give_the_part_that_was_asked_for(string range, int from, int end)
    {
        var response = await GetAsync(("Range", range));

        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(new ContentRangeHeaderValue(from, end - 1, Weights().Length), response.Content.Headers.ContentRange);
        Assert.Equal(Weights()[from..end], await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("bytes=3301824-")]
    [InlineData("bytes=9999999999-")]
    public async Task Should_refuse_a_part_beyond_the_end(string range) =>
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, (await GetAsync(("Range", range))).StatusCode);

    [Fact]
    public async Task Should_not_give_parts_of_another_version_than_was_meant()
    {
        var hash = fixture.Steps[0].Hash;

        Assert.Equal(HttpStatusCode.PreconditionFailed, (await GetAsync(("If-Match", "\"sha256:other\""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(("If-Match", $"\"{hash}\""))).StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, (await GetAsync(("Range", "bytes=1-"), ("If-Range", $"\"{hash}\""))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(("Range", "bytes=1-"), ("If-Range", "\"other\""))).StatusCode);
    }

    [Fact]
    public async Task Should_send_away_who_comes_while_it_gives_to_as_many_as_it_may()
    {
        // A version that is too large for the buffers of a connection, so that the first download stays under way.
        var large = Path.Combine(_folder.Path, "large");
        Directory.CreateDirectory(large);
        foreach (var file in Directory.GetFiles(fixture.Folders[1]))
            File.Copy(file, Path.Combine(large, Path.GetFileName(file)));
        File.WriteAllBytes(Path.Combine(large, "vocab.json"), new byte[64 << 20]);
        var version = _node.Server.Offer(fixture.Steps[1], large);
        using (var first = await _http.GetAsync(PeerClient.Under(version, "files/vocab.json"), HttpCompletionOption.ResponseHeadersRead))
        {
            var second = await GetAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
            Assert.NotNull(second.Headers.RetryAfter?.Delta);
            Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(PeerClient.Under(version, "manifest"))).StatusCode);
        }
        while ((await GetAsync()).StatusCode != HttpStatusCode.OK)
            await Task.Delay(10); // until the server has noticed
    }

    [Fact]
    public async Task Should_name_an_address_that_is_taken()
    {
        var taken = await Assert.ThrowsAsync<EnvironmentException>(() => ParameterServer.StartAsync(new() { Port = _node.Server.Address.Port }, _node.Library, _node.Deltas));

        Assert.Contains($"{_node.Server.Address.Port}", taken.Message);
    }

    private byte[] Weights() => File.ReadAllBytes(Path.Combine(fixture.Folders[0], SafetensorsCheckpoint.SingleFile));

    private Task<HttpResponseMessage> GetAsync(params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, PeerClient.Under(_version, $"files/{SafetensorsCheckpoint.SingleFile}"));
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return _http.SendAsync(request);
    }
}
