using System.Collections.Concurrent;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>
/// With the JSON serializer off, Akka's own local messages have no serializer, and "serialize-messages" would stop Akka itself.
/// This one hands them through as they are, and refuses whatever is ours: that must go through the manifest table.
/// </summary>
public sealed class ByReferenceSerializer(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly ConcurrentDictionary<Guid, object> Kept = new();

    public override int Identifier => 999;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        if (obj.GetType().FullName!.StartsWith("CritiqueCluster.", StringComparison.Ordinal))
            throw new SerializationException($"{obj.GetType()} is not in the manifest table.");
        var ticket = Guid.NewGuid();
        Kept[ticket] = obj;
        return ticket.ToByteArray();
    }

    public override object FromBinary(byte[] bytes, Type type) =>
        Kept.TryRemove(new Guid(bytes), out var kept) ? kept : throw new SerializationException("No such ticket.");
}
