using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text.Json;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// The beginning of a delta: magic (8 bytes), length of the JSON (4), the JSON (model; step and hash from and to), XxHash3 of all of it (8).
/// </summary>
internal sealed record DeltaHeader(ParameterVersion From, ParameterVersion To)
{
    private const int MostJson = 4096;
    private const int PrefixBytes = 12;

    private static ReadOnlySpan<byte> Magic => "CCDELTA1"u8;

    /// <summary>The header's bytes, and the seed that its records are checked with.</summary>
    public byte[] Encode(out long seed)
    {
        using var buffer = new MemoryStream();
        buffer.Write(Magic);
        buffer.Write(new byte[PrefixBytes - Magic.Length]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", To.Model);
            Write(json, "from", From);
            Write(json, "to", To);
            json.WriteEndObject();
        }
        var bytes = new byte[buffer.Length + sizeof(ulong)];
        buffer.ToArray().CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Magic.Length), (int)buffer.Length - PrefixBytes);
        var checksum = XxHash3.HashToUInt64(bytes.AsSpan(0, (int)buffer.Length));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)buffer.Length), checksum);
        seed = (long)checksum;
        return bytes;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <exception cref="InvalidDataException">It is no header, or not whole.</exception>
    public static DeltaHeader Read(Stream stream, out long seed)
    {
        var prefix = new byte[PrefixBytes];
        stream.ReadExactly(prefix);
        if (!prefix.AsSpan().StartsWith(Magic))
            throw new InvalidDataException("it does not begin as a delta does");
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(Magic.Length));
        if (length is <= 0 or > MostJson)
            throw new InvalidDataException($"its header claims {length} bytes");
        var rest = new byte[length + sizeof(ulong)];
        stream.ReadExactly(rest);
        var hash = new XxHash3();
        hash.Append(prefix);
        hash.Append(rest.AsSpan(0, length));
        seed = (long)BinaryPrimitives.ReadUInt64LittleEndian(rest.AsSpan(length));
        if ((long)hash.GetCurrentHashAsUInt64() != seed)
            throw new InvalidDataException("its header is damaged");
        return Parse(rest.AsMemory(0, length));
    }

    private static void Write(Utf8JsonWriter json, string key, ParameterVersion version)
    {
        json.WriteStartObject(key);
        json.WriteNumber("step", version.Step);
        json.WriteString("hash", version.Hash);
        json.WriteEndObject();
    }

    private static DeltaHeader Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var model = json.RootElement.GetProperty("model").GetString()!;
            return new(VersionAt("from"), VersionAt("to"));

            ParameterVersion VersionAt(string key) => new(
                model, json.RootElement.GetProperty(key).GetProperty("step").GetInt32(), json.RootElement.GetProperty(key).GetProperty("hash").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("its header cannot be understood", e);
        }
    }
}
