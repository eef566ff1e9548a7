using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MessagePack;
using MessagePack.Formatters;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>Log-probabilities: float32, little endian, one block of bytes.</summary>
internal sealed class SingleBlockFormatter : IMessagePackFormatter<float[]?>
{
    public void Serialize(ref MessagePackWriter writer, float[]? value, MessagePackSerializerOptions options) =>
        writer.Write(MemoryMarshal.AsBytes(value.AsSpan()));

    public float[]? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) => Block.Read<float>(ref reader);
}

internal static class Block
{
    /// <exception cref="MessagePackSerializationException">The block is missing or not a whole number of elements.</exception>
    public static T[] Read<T>(ref MessagePackReader reader)
        where T : unmanaged
    {
        var bytes = reader.ReadBytes() ?? throw new MessagePackSerializationException("A block of numbers is missing.");
        if (bytes.Length % Unsafe.SizeOf<T>() != 0)
            throw new MessagePackSerializationException($"{bytes.Length} bytes are not a whole number of {typeof(T).Name}s.");
        var values = new T[bytes.Length / Unsafe.SizeOf<T>()];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
