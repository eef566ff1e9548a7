using System.Buffers;
using System.Runtime.Serialization;
using MessagePack;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>Bytes of messages and events, by the manifest table. Needs no actor system: the journal is read with it offline.</summary>
public static class Codec
{
    /// <summary>Akka's number of the serializer; stands in every journal, so it never changes.</summary>
    public const int Identifier = 2411;

    /// <summary>What the manifests of persisted events begin with: they carry a checksum.</summary>
    private const string Persisted = "journal.";

    /// <summary>A thread keeps no larger buffer than this for the next value.</summary>
    private const int KeptBuffer = 16 << 20;

    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;

    /// <exception cref="SerializationException">The type is not in the manifest table.</exception>
    public static string ManifestOf(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value is Encoded encoded ? encoded.Manifest : Manifests.Table.ManifestOf(value.GetType())
            ?? throw new SerializationException($"{value.GetType()} is not in the manifest table.");
    }

    /// <exception cref="SerializationException">The type is not in the manifest table.</exception>
    public static byte[] Encode(object value)
    {
        if (value is Encoded encoded)
            return encoded.Bytes;
        var manifest = ManifestOf(value);
        var buffer = _buffer ??= new ArrayBufferWriter<byte>();
        buffer.ResetWrittenCount();
        var writer = new MessagePackWriter(buffer);
        MessagePackSerializer.Serialize(value.GetType(), ref writer, value, Manifests.Table.Options);
        writer.Flush();
        var payload = manifest.StartsWith(Persisted, StringComparison.Ordinal) ? Payload.Seal(buffer.WrittenSpan) : Payload.Pack(buffer.WrittenSpan);
        if (buffer.Capacity > KeptBuffer)
            _buffer = null;
        return payload;
    }

    /// <exception cref="UnknownManifestException">The manifest is unknown: something newer wrote it.</exception>
    /// <exception cref="SerializationException">The bytes are not what the manifest says.</exception>
    public static object Decode(string manifest, ReadOnlySpan<byte> payload)
    {
        var type = Manifests.Table.TypeOf(manifest)
            ?? throw new UnknownManifestException(manifest);
        try
        {
            var reader = new MessagePackReader(Payload.Unpack(payload));
            return MessagePackSerializer.Deserialize(type, ref reader, Manifests.Table.Options)
                ?? throw new SerializationException($"\"{manifest}\" is null.");
        }
        catch (MessagePackSerializationException e) when (Unknown(e) is { } unknown)
        {
            throw unknown;
        }
        catch (Exception e) when (e is MessagePackSerializationException or InvalidDataException or ZstdSharp.ZstdException
            or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new SerializationException($"The payload of \"{manifest}\" cannot be read: {e.Message}", e);
        }
    }

    /// <summary>MessagePack wraps what a formatter throws, once for each level.</summary>
    private static UnknownManifestException? Unknown(Exception? thrown) =>
        thrown is null ? null : thrown as UnknownManifestException ?? Unknown(thrown.InnerException);
}

/// <summary>A value that was encoded before it is handed to the journal, on the thread that can spare the time.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Bytes">Its payload.</param>
internal sealed record Encoded(string Manifest, byte[] Bytes)
{
    public static Encoded Of(object value) => new(Codec.ManifestOf(value), Codec.Encode(value));
}

/// <summary>A message or event of a type that this program does not know.</summary>
public sealed class UnknownManifestException : SerializationException
{
    public UnknownManifestException(string manifest)
        : base($"Unknown manifest \"{manifest}\": a newer program wrote it.") { }

    public UnknownManifestException()
        : this("") { }

    public UnknownManifestException(string message, Exception innerException)
        : base(message, innerException) { }
}
