using System.Collections.Concurrent;

using Akka.Actor;
using Akka.Serialization;

using CritiqueCluster.Actors.Serialization;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>Counts our messages as they are serialized: how many of each kind, and their payload's bytes.</summary>
internal sealed class Traffic
{
    private readonly ConcurrentDictionary<string, (long Messages, long Bytes)> _byManifest = new();

    public IReadOnlyDictionary<string, (long Messages, long Bytes)> Counts => _byManifest.ToDictionary();

    public void Clear() => _byManifest.Clear();

    public Serializer For(ExtendedActorSystem system) => new Counting(system, this);

    private void Count(string manifest, int bytes) => _byManifest.AddOrUpdate(
        manifest, _ => (1, bytes), (_, sum) => (sum.Messages + 1, sum.Bytes + bytes));

    private sealed class Counting(ExtendedActorSystem system, Traffic traffic) : SerializerWithStringManifest(system)
    {
        public override int Identifier => Codec.Identifier;

        public override byte[] ToBinary(object obj)
        {
            var bytes = Codec.Encode(obj);
            traffic.Count(Codec.ManifestOf(obj), bytes.Length);
            return bytes;
        }

        public override object FromBinary(byte[] bytes, string manifest) => Codec.Decode(manifest, bytes);

        public override string Manifest(object o) => Codec.ManifestOf(o);
    }
}
