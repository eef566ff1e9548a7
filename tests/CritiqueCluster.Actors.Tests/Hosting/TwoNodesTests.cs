using Akka.Actor;
using Akka.Hosting;
using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Actors.Tests.Hosting;

/// <summary>
/// Core and learner on one node, the workers on another, with a link between them: sharding, singletons, publish-subscribe and
/// persistence work with the JSON serializer off, and everything that crosses the link is in the manifest table.
/// </summary>
public sealed class TwoNodesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_run_with_the_workers_on_a_node_of_their_own(bool encrypted)
    {
        using var issuers = new Issuers();
        using var one = encrypted ? issuers.Right() : null;
        using var other = encrypted ? issuers.Right() : null;
        using var fake = new FakeRun();
        new SqliteJournal(fake.Folder).Prepare();
        using var core = Node(fake, [Roles.Core, Roles.Learner], [], one);
        await core.StartAsync();
        var address = Akka.Cluster.Cluster.Get(core.Services.GetRequiredService<ActorSystem>()).SelfAddress;
        using var workers = Node(fake, [Roles.Rollout, Roles.Critic], [$"{address.Host}:{address.Port}"], other);
        await workers.StartAsync();
        Assert.Equal(encrypted ? "akka.ssl.tcp" : "akka.tcp", address.Protocol);

        var run = core.Services.GetRequiredService<IRequiredActor<RunActor>>().ActorRef;
        await run.Ask<RunAccepted>(new StartRun(FakeRun.Spec(problems: 5, heldOut: 2, iterations: 1)), TimeSpan.FromMinutes(1));
        var inbox = Inbox.Create(core.Services.GetRequiredService<ActorSystem>());
        inbox.Send(run, new WatchRun());
        while (await inbox.ReceiveAsync(TimeSpan.FromMinutes(2)) is not RunEnded)
        {
        }
        await workers.StopAsync();
        await core.StopAsync();
        Assert.True(RunHistory.Of(new JournalReader(fake.Folder).Entries()).Completed);
    }

    private static IHost Node(FakeRun fake, string[] roles, string[] seeds, NodeCertificates? certificates)
    {
        var settings = new NodeSettings { Journal = new SqliteJournal(fake.Folder, "fake"), Roles = roles, Seeds = seeds, Certificates = certificates };
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddLogging();
        builder.Services.AddCritiqueCluster(settings, fake.Parts());
        return builder.Build();
    }
}
