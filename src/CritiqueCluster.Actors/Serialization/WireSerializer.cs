using Akka.Actor;
using Akka.Serialization;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>The one serializer of messages and events (DESIGN §6): what the manifest table lists, and nothing else.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => Codec.Identifier;

    public override byte[] ToBinary(object obj) => Codec.Encode(obj);

    public override object FromBinary(byte[] bytes, string manifest) => Codec.Decode(manifest, bytes);

    public override string Manifest(object o) => Codec.ManifestOf(o);
}
