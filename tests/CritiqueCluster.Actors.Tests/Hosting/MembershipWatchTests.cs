using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Remote;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Work;

namespace CritiqueCluster.Actors.Tests.Hosting;

/// <summary>A node that the others removed leaves; one that they still have, or that a stranger refuses, stays.</summary>
public sealed class MembershipWatchTests : TestKit
{
    private static readonly UniqueAddress Other = new(Address.Parse("akka.tcp://critique@10.0.0.7:4000"), 7);

    private readonly Cluster _cluster;
    private readonly TaskCompletionSource _left = new();

    public MembershipWatchTests()
        : base(ConfigurationFactory.ParseString("akka.actor.provider = cluster, akka.remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 }"))
    {
        _cluster = Cluster.Get(Sys);
    }

    [Fact]
    public async Task Should_leave_when_another_member_says_that_this_node_is_none()
    {
        var question = Watch();
        Assert.Equal(new AskMembership(NodeNames.Of(Other), NodeNames.Of(_cluster.SelfUniqueAddress)), question);
        Reply(new MembershipAnswer(true));
        ExpectMsg<AskMembership>(); // it goes on asking
        Assert.False(_left.Task.IsCompleted);
        Reply(new MembershipAnswer(false));
        await _left.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Should_leave_when_a_member_refuses_this_node()
    {
        Watch();
        Sys.EventStream.Publish(new ThisActorSystemQuarantinedEvent(_cluster.SelfAddress, Address.Parse("akka.tcp://critique@10.0.0.9:4000")));
        ExpectMsg<AskMembership>();
        ExpectMsg<AskMembership>(); // sent after the stranger's refusal was heard
        Assert.False(_left.Task.IsCompleted);
        Sys.EventStream.Publish(new ThisActorSystemQuarantinedEvent(_cluster.SelfAddress, Other.Address));
        await _left.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Should_know_its_members()
    {
        var node = Sys.ActorOf(Props.Create(() => new NodeActor(null)), NodeActor.Name);
        var (self, stranger) = (NodeNames.Of(_cluster.SelfUniqueAddress), NodeNames.Of(Other));
        node.Tell(new AskMembership(self, stranger), TestActor); // not up yet: it says nothing
        node.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>(TimeSpan.FromSeconds(30)); // the question was read before this one
        await _cluster.JoinAsync(_cluster.SelfAddress);
        await AwaitConditionAsync(() => Task.FromResult(_cluster.SelfMember.Status == MemberStatus.Up), TimeSpan.FromSeconds(30));
        node.Tell(new AskMembership(stranger, self), TestActor); // another process had this address: nothing, too
        node.Tell(new AskMembership(self, self), TestActor);
        Assert.True(ExpectMsg<MembershipAnswer>(TimeSpan.FromSeconds(30)).Member);
        node.Tell(new AskMembership(self, stranger), TestActor);
        Assert.False(ExpectMsg<MembershipAnswer>(TimeSpan.FromSeconds(30)).Member);
    }

    [Fact]
    public async Task Should_take_a_node_out_of_its_cluster()
    {
        await _cluster.JoinAsync(_cluster.SelfAddress);
        MembershipWatchParts.Of(_cluster).Leave();
        await Sys.WhenTerminated.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private AskMembership Watch()
    {
        var parts = new MembershipWatchParts(_cluster.SelfUniqueAddress, () => [Other], _ => TestActor, () => _left.TrySetResult(), TimeSpan.FromMilliseconds(50));
        Sys.ActorOf(Props.Create(() => new MembershipWatch(parts)));
        return ExpectMsg<AskMembership>(TimeSpan.FromSeconds(30));
    }

    private void Reply(MembershipAnswer answer) => LastSender.Tell(answer);
}
