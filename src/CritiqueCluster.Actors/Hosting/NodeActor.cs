using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>What a node as a whole is told: whoever runs the process does it.</summary>
internal sealed class NodeActor : ReceiveActor
{
    /// <summary>The same on all nodes.</summary>
    public const string Name = "node";

    /// <param name="drain">Begins to end the node; null: it may not be drained.</param>
    public NodeActor(Action? drain) => Receive<DrainNode>(_ =>
    {
        drain?.Invoke();
        Sender.Tell(new NodeDraining(drain is null ? "it is the learner's, whose place is by its checkpoints: stop the run instead" : ""));
    });
}
