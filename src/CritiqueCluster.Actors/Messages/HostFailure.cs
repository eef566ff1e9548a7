using Akka.Actor;

namespace CritiqueCluster.Actors.Messages;

/// <summary>
/// Published on this process's event stream only: a part of this process cannot go on (a model that does not load, a full
/// disk), and trying again here would not help. Whoever hosts the actors ends the process with the reason.
/// </summary>
public sealed record HostFailure(string Part, Exception Reason) : INoSerializationVerificationNeeded
{
    /// <summary>Tells the host of a system.</summary>
    public static void Publish(ActorSystem system, string part, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(system);
        system.EventStream.Publish(new HostFailure(part, reason));
    }
}
