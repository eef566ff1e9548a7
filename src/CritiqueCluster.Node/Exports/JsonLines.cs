using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CritiqueCluster.Node.Exports;

/// <summary>Writes JSON objects, one a line; holds one line at a time.</summary>
/// <param name="output">Where to; written in UTF-8.</param>
internal sealed class JsonLines(TextWriter output) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Bytes written, line ends included.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes a line.</summary>
    /// <param name="write">Writes the object's fields.</param>
    public void Write(Action<Utf8JsonWriter> write)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        write(_json);
        _json.WriteEndObject();
        _json.Flush();
        Bytes += _line.WrittenCount + 1;
        output.Write(Encoding.UTF8.GetString(_line.WrittenSpan) + "\n");
    }

    public void Dispose() => _json.Dispose();
}
