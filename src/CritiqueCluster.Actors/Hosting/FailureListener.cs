using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Hands failures of this process to its host. Started before all other actors, so that it misses none.</summary>
internal sealed class FailureListener : ReceiveActor
{
    public FailureListener(NodeParts parts) => Receive<HostFailure>(parts.OnFailure);
}
