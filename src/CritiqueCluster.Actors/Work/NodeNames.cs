using System.Globalization;
using Akka.Actor;
using Akka.Cluster;

namespace CritiqueCluster.Actors.Work;

/// <summary>What nodes are called: <c>host:port</c> of their actor systems.</summary>
internal static class NodeNames
{
    public static string Of(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    /// <summary>A node and its process: another process at the same address has another uid.</summary>
    public static string Of(UniqueAddress node) => string.Create(CultureInfo.InvariantCulture, $"{node.Address}#{node.Uid}");

    /// <summary>The node of an actor. One of this process has a path without a host.</summary>
    public static string Of(IActorRef actor, ActorSystem system) => Of(actor.Path.Address.Host is null ? Here(system) : actor.Path.Address);

    /// <summary>This process.</summary>
    public static Address Here(ActorSystem system) => ((ExtendedActorSystem)system).Provider.DefaultAddress;
}
