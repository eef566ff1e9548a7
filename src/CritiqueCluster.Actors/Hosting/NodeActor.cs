using Akka.Actor;
using Akka.Cluster;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Work;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Answers for a node as a whole: whether it may go, and whom it knows as a member.</summary>
internal sealed class NodeActor : ReceiveActor
{
    /// <summary>The same on all nodes.</summary>
    public const string Name = "node";

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Action? _drain;

    /// <param name="drain">Begins to end the node; null: it may not be drained.</param>
    public NodeActor(Action? drain)
    {
        _drain = drain;
        Receive<DrainNode>(_ => OnDrain());
        Receive<AskMembership>(OnAskMembership);
    }

    private void OnDrain()
    {
        _drain?.Invoke();
        Sender.Tell(new NodeDraining(_drain is null ? "it is the learner's, whose place is by its checkpoints: stop the run instead" : ""));
    }

    private void OnAskMembership(AskMembership question)
    {
        if (question.Asked == NodeNames.Of(_cluster.SelfUniqueAddress) && _cluster.SelfMember.Status == MemberStatus.Up)
            Sender.Tell(new MembershipAnswer(_cluster.State.Members.Any(member => NodeNames.Of(member.UniqueAddress) == question.Asker)));
    }
}
