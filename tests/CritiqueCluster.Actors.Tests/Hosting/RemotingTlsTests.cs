using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Actors.Tests.Hosting;

/// <summary>Actors of other nodes are heard only behind a certificate of the trusted issuer, whoever began the connection.</summary>
public sealed class RemotingTlsTests : IAsyncLifetime, IDisposable
{
    /// <summary>Who was let in may be silent for longer than any test lasts.</summary>
    private const string Patient = "akka.remote.dot-netty.tcp.connection-timeout = 1h";

    /// <summary>A node that finds nobody ends soon.</summary>
    private const string Hasty = "akka.cluster { seed-node-timeout = 1s, shutdown-after-unsuccessful-join-seed-nodes = 3s }";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly FakeRun _fake = new();
    private readonly Issuers _issuers = new();
    private readonly List<NodeCertificates> _certificates = [];
    private IHost _core = null!;
    private Address _address = null!;

    public async Task InitializeAsync()
    {
        new SqliteJournal(_fake.Folder).Prepare();
        _core = Node([Roles.Core, Roles.Learner], [], Keep(_issuers.Right()));
        await _core.StartAsync();
        _address = ClusterOf(_core).SelfAddress;
    }

    public async Task DisposeAsync() => await _core.StopAsync();

    public void Dispose()
    {
        _core.Dispose();
        _certificates.ForEach(certificates => certificates.Dispose());
        _issuers.Dispose();
        _fake.Dispose();
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("another issuer's")]
    [InlineData("expired")]
    public async Task Should_not_let_a_node_join_that_shows(string what)
    {
        using var node = Node([Roles.Rollout], [$"{_address.Host}:{_address.Port}"], Shown(what), Hasty);
        await node.StartAsync();
        var joined = new TaskCompletionSource();
        ClusterOf(node).RegisterOnMemberUp(joined.SetResult);
        var ended = node.Services.GetRequiredService<ActorSystem>().WhenTerminated;

        Assert.Same(ended, await Task.WhenAny(ended, joined.Task));
        Assert.Single(ClusterOf(_core).State.Members);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("another issuer's")]
    [InlineData("expired")]
    public async Task Should_hang_up_on_who_shows(string what)
    {
        using var client = new TcpClient(_address.Host!, _address.Port!.Value);
        await using var tls = Trusting(client);
        var shown = Shown(what);

        Assert.True(await HungUpAsync(tls, () => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "core",
            ClientCertificateContext = shown is null ? null : SslStreamCertificateContext.Create(shown.Own, null, offline: true),
        })));
    }

    [Theory]
    [InlineData("right", false)]
    [InlineData("another issuer's", true)]
    [InlineData("expired", true)]
    public async Task Should_say_nothing_to_a_seed_that_shows(string what, bool hangsUp)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var node = Node([Roles.Rollout], [listener.LocalEndpoint.ToString()!], Keep(_issuers.Right()));
        await node.StartAsync();
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = Trusting(client);

        Assert.Equal(hangsUp, await HungUpAsync(tls, () => tls.AuthenticateAsServerAsync(Shown(what)!.Own, clientCertificateRequired: true, checkCertificateRevocation: false)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_live_on_when_noise_comes(bool encrypted)
    {
        var certificates = encrypted ? Keep(_issuers.Right()) : null;
        using var core = Node([Roles.Rollout], [], certificates); // of a cluster of its own
        await core.StartAsync();
        var address = ClusterOf(core).SelfAddress;
        var random = new Random(7);
        byte[][] beginnings = [[], [0x16, 3, 1, 0xff, 0xff, 1], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80], [0, 0, 1, 0]]; // a TLS hello, lengths of frames
        for (var i = 0; i < 50; i++)
        {
            var noise = new byte[random.Next(1, 5000)];
            random.NextBytes(noise);
            using var client = new TcpClient(address.Host!, address.Port!.Value);
            try
            {
                await client.GetStream().WriteAsync((byte[])[.. beginnings[i % beginnings.Length], .. noise]);
            }
            catch (IOException)
            {
                // It hung up before all was said.
            }
        }

        using var node = Node([Roles.Critic], [$"{address.Host}:{address.Port}"], certificates);
        await node.StartAsync();
        var joined = new TaskCompletionSource();
        ClusterOf(node).RegisterOnMemberUp(joined.SetResult);
        await joined.Task.WaitAsync(Limit);
        await node.StopAsync();
        await core.StopAsync();
    }

    private NodeCertificates? Shown(string what) => what switch
    {
        "nothing" => null,
        "right" => Keep(_issuers.Right()),
        "expired" => Keep(_issuers.Expired()),
        _ => Keep(_issuers.Stranger()),
    };

    private NodeCertificates Keep(NodeCertificates certificates)
    {
        _certificates.Add(certificates);
        return certificates;
    }

    /// <summary>Whether the other side ends the connection without a word of its own.</summary>
    private static async Task<bool> HungUpAsync(SslStream tls, Func<Task> shakeHands)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await shakeHands().WaitAsync(limit.Token);
            return await tls.ReadAsync(new byte[1], limit.Token) == 0;
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return true;
        }
    }

    /// <summary>A side that takes what the right nodes show.</summary>
    private SslStream Trusting(TcpClient client)
    {
        var self = Keep(_issuers.Right());
        return new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) => self.Refusal(shown as X509Certificate2) is null);
    }

    private static Akka.Cluster.Cluster ClusterOf(IHost node) => Akka.Cluster.Cluster.Get(node.Services.GetRequiredService<ActorSystem>());

    private IHost Node(string[] roles, string[] seeds, NodeCertificates? certificates, string more = "") => NodeHost.Of(
        new NodeSettings { Journal = new SqliteJournal(_fake.Folder, "fake"), Roles = roles, Seeds = seeds, Certificates = certificates, Overrides = $"{Patient}\n{more}" }, _fake.Parts(), null);
}
