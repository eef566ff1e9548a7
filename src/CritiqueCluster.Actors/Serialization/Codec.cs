using System.Buffers;
using System.Runtime.Serialization;
using MessagePack;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>Bytes of messages and events, by the manifest table. Needs no actor system: the journal is read with it offline.</summary>
public static class Codec
{
    /// <summary>Akka's number of the serializer; stands in every journal, so it never changes.</summary>
    public const int Identifier = 2411;

    /// <exception cref="SerializationException">The type is not in the manifest table.</exception>
    public static string ManifestOf(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Manifests.Table.ManifestOf(value.GetType())
            ?? throw new SerializationException($"{value.GetType()} is not in the manifest table.");
    }

    /// <exception cref="SerializationException">The type is not in the manifest table.</exception>
    public static byte[] Encode(object value)
    {
        _ = ManifestOf(value);
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(buffer);
        MessagePackSerializer.Serialize(value.GetType(), ref writer, value, Manifests.Table.Options);
        writer.Flush();
        return Payload.Pack(buffer.WrittenSpan);
    }

    /// <exception cref="SerializationException">The manifest is unknown, or the bytes are not what it says.</exception>
    public static object Decode(string manifest, ReadOnlySpan<byte> payload)
    {
        var type = Manifests.Table.TypeOf(manifest)
            ?? throw new SerializationException($"Unknown manifest \"{manifest}\".");
        try
        {
            var reader = new MessagePackReader(Payload.Unpack(payload));
            return MessagePackSerializer.Deserialize(type, ref reader, Manifests.Table.Options)
                ?? throw new SerializationException($"\"{manifest}\" is null.");
        }
        catch (Exception e) when (e is MessagePackSerializationException or InvalidDataException or ZstdSharp.ZstdException
            or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new SerializationException($"The payload of \"{manifest}\" cannot be read: {e.Message}", e);
        }
    }
}
