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

/// <summary>Entropies: float16 is exact to a thousandth of a nat, which is more than any measure of them needs.</summary>
internal sealed class HalfBlockCodec : IFieldCodec
{
    public void Write(ref MessagePackWriter writer, object? value, MessagePackSerializerOptions options)
    {
        var halves = Array.ConvertAll((float[])value!, x => (Half)x);
        writer.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
    }

    public object? Read(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Array.ConvertAll(Block.Read<Half>(ref reader), x => (float)x);
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
