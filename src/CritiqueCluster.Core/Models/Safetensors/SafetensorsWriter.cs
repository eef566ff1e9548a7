using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>
/// Writes safetensors so that equal tensors give equal bytes: wider element types first (which keeps every tensor aligned), then
/// names in ordinal order; the header is padded with spaces to 8 bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a file durably and atomically.</summary>
    /// <exception cref="EnvironmentException">The file can't be written.</exception>
    public static void Write(string path, ITensorSource tensors) => DurableFile.Write(path, stream => Write(stream, tensors));

    /// <summary>Writes to a stream, one chunk at a time.</summary>
    public static void Write(Stream stream, ITensorSource tensors)
    {
        var order = Order(tensors);
        var header = Header(order);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (name, _) in order)
            tensors.ReadChunks(name, chunk => stream.Write(chunk));
    }

    private static List<KeyValuePair<string, TensorInfo>> Order(ITensorSource tensors) =>
        [.. tensors.Tensors.OrderByDescending(t => t.Value.Type.Size()).ThenBy(t => t.Key, StringComparer.Ordinal)];

    private static byte[] Header(List<KeyValuePair<string, TensorInfo>> order)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            json.WriteString("format", "pt"); // transformers refuses a file that does not say so
            json.WriteEndObject();
            var begin = 0L;
            foreach (var (name, info) in order)
            {
                WriteTensor(json, name, info, begin);
                begin += info.Bytes;
            }
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteTensor(Utf8JsonWriter json, string name, TensorInfo info, long begin)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", info.Type.Name());
        json.WriteStartArray("shape");
        foreach (var size in info.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + info.Bytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
