using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Work;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>The cluster as the watch needs it.</summary>
/// <param name="Self">This node.</param>
/// <param name="Others">The other members that are up, as this node sees them; none while it is not up itself.</param>
/// <param name="NodeOf">Where a member's <see cref="NodeActor"/> is.</param>
/// <param name="Leave">Takes this node out of the cluster.</param>
/// <param name="Interval">Between two questions.</param>
internal sealed record MembershipWatchParts(
    UniqueAddress Self, Func<IReadOnlyList<UniqueAddress>> Others, Func<UniqueAddress, ICanTell> NodeOf, Action Leave, TimeSpan Interval)
{
    public static MembershipWatchParts Of(Cluster cluster) => new(
        cluster.SelfUniqueAddress,
        () => cluster.SelfMember.Status == MemberStatus.Up
            ? [.. cluster.State.Members.Where(m => m.Status == MemberStatus.Up && !m.UniqueAddress.Equals(cluster.SelfUniqueAddress)).Select(m => m.UniqueAddress)]
            : [],
        node => cluster.System.ActorSelection(new RootActorPath(node.Address) / "user" / NodeActor.Name),
        () => cluster.Down(cluster.SelfAddress),
        TimeSpan.FromSeconds(5));
}

/// <summary>
/// Takes this node out when the others removed it while it stood still. Akka.NET 1.5 leaves such a node as it is: its gossip is ignored, its
/// heartbeats may be answered, and its split brain resolver does not listen to what the others tell it (akkadotnet/akka.net#8482). So the node
/// listens itself, and asks one of the others now and then.
/// </summary>
internal sealed class MembershipWatch : ReceiveActor, IWithTimers
{
    private readonly MembershipWatchParts _parts;

    public MembershipWatch(MembershipWatchParts parts)
    {
        _parts = parts;
        Receive<Tick>(_ => OnTick());
        Receive<MembershipAnswer>(OnAnswer);
        Receive<ThisActorSystemQuarantinedEvent>(OnQuarantined);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, _parts.Interval);
    }

    private void OnTick()
    {
        var others = _parts.Others();
        if (others.Count == 0)
            return;
        var asked = others[Random.Shared.Next(others.Count)];
        _parts.NodeOf(asked).Tell(new AskMembership(NodeNames.Of(asked), NodeNames.Of(_parts.Self)), Self);
    }

    private void OnAnswer(MembershipAnswer answer)
    {
        if (!answer.Member)
            _parts.Leave();
    }

    /// <summary>A node that is no member here any more has no say.</summary>
    private void OnQuarantined(ThisActorSystemQuarantinedEvent told)
    {
        if (_parts.Others().Any(other => other.Address.Equals(told.RemoteAddress)))
            _parts.Leave();
    }

    private sealed class Tick : INoSerializationVerificationNeeded
    {
        public static readonly Tick Instance = new();
    }
}
