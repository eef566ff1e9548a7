using System.Buffers;
using System.Runtime.InteropServices;
using CritiqueCluster.Core.Exploration;
using MessagePack;
using MessagePack.Formatters;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>Token ids as variable-length numbers, seven bits a byte, lowest first (LEB128): one block of bytes.</summary>
internal sealed class VariableLengthCodec : IFieldCodec
{
    public void Write(ref MessagePackWriter writer, object? value, MessagePackSerializerOptions options)
    {
        var ids = (int[])value!;
        var bytes = ArrayPool<byte>.Shared.Rent(5 * ids.Length);
        var length = 0;
        foreach (var id in ids)
        {
            var rest = (uint)id;
            for (; rest >= 0x80; rest >>= 7)
                bytes[length++] = (byte)(rest | 0x80);
            bytes[length++] = (byte)rest;
        }
        writer.Write(bytes.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(bytes);
    }

    public object? Read(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var bytes = reader.ReadBytes()?.ToArray() ?? throw new MessagePackSerializationException("A block of token ids is missing.");
        var ids = new int[bytes.Count(b => b < 0x80)];
        var at = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            var (id, shift) = (0u, 0);
            for (; bytes[at] >= 0x80 && shift < 28; shift += 7)
                id |= (uint)(bytes[at++] & 0x7f) << shift;
            if (shift == 28 && bytes[at] > 0x0f)
                throw new MessagePackSerializationException("A token id takes more than 32 bits.");
            ids[i] = (int)(id | (uint)bytes[at++] << shift);
        }
        return at == bytes.Length ? ids : throw new MessagePackSerializationException("A block of token ids ends within one.");
    }
}

/// <summary>Numbers in half precision: float16, little endian, one block of bytes.</summary>
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

/// <summary>An event inside a page: its manifest and itself.</summary>
/// <param name="table">The layouts of events in pages.</param>
internal sealed class PagedEventFormatter(Lazy<ManifestTable> table) : IMessagePackFormatter<ExplorationEvent?>
{
    public void Serialize(ref MessagePackWriter writer, ExplorationEvent? value, MessagePackSerializerOptions options)
    {
        writer.WriteArrayHeader(2);
        writer.Write(table.Value.ManifestOf(value!.GetType()));
        MessagePackSerializer.Serialize(value.GetType(), ref writer, value, table.Value.Options);
    }

    public ExplorationEvent? Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        if (reader.ReadArrayHeader() != 2)
            throw new MessagePackSerializationException("An event in a page is not a manifest and a value.");
        var manifest = reader.ReadString() ?? "";
        var type = table.Value.TypeOf(manifest) ?? throw new UnknownManifestException(manifest);
        return MessagePackSerializer.Deserialize(type, ref reader, table.Value.Options) as ExplorationEvent
            ?? throw new MessagePackSerializationException($"\"{manifest}\" in a page is no event of an exploration.");
    }
}
