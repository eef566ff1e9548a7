using System.Text.Json;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Parameters;

/// <summary>A manifest as JSON. What is read comes from another machine: nothing in it is believed before it is checked.</summary>
public static class ManifestJson
{
    /// <summary>A longer manifest is refused; about 400,000 tensors.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostFiles = 10_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Writes it: equal manifests give equal bytes.</summary>
    public static byte[] Write(ParameterManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("model", manifest.Version.Model);
            json.WriteNumber("step", manifest.Version.Step);
            json.WriteString("hash", manifest.Version.Hash);
            json.WriteStartArray("files");
            foreach (var file in manifest.Files)
                WriteFile(json, file);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <summary>Reads and checks it: plain file names, each once; pieces that lie one behind the other; tensors of the size of their shape.</summary>
    /// <exception cref="InvalidDataException">It is no sound manifest.</exception>
    public static ParameterManifest Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            var root = json.RootElement;
            var version = new ParameterVersion(
                root.GetProperty("model").GetString()!, root.GetProperty("step").GetInt32(), root.GetProperty("hash").GetString()!);
            var manifest = new ParameterManifest(version, [.. root.GetProperty("files").EnumerateArray().Take(MostFiles + 1).Select(ReadFile)]);
            Check(manifest);
            return manifest;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"The manifest is not sound: {e.Message}", e);
        }
    }

    private static void WriteFile(Utf8JsonWriter json, ManifestFile file)
    {
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteStartArray("pieces");
        foreach (var piece in file.Pieces)
        {
            json.WriteStartObject();
            json.WriteNumber("bytes", piece.Bytes);
            json.WriteString("checksum", piece.Checksum.ToString());
            if (piece.Tensor is { } tensor)
            {
                json.WriteString("tensor", tensor.Name);
                json.WriteString("type", tensor.Info.Type.Name());
                json.WriteStartArray("shape");
                foreach (var size in tensor.Info.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ManifestFile ReadFile(JsonElement file)
    {
        var (pieces, offset) = (new List<ManifestPiece>(), 0L);
        foreach (var piece in file.GetProperty("pieces").EnumerateArray())
        {
            var read = ReadPiece(piece, offset);
            pieces.Add(read);
            offset = checked(offset + read.Bytes);
        }
        return new(file.GetProperty("name").GetString()!, pieces);
    }

    private static ManifestPiece ReadPiece(JsonElement piece, long offset)
    {
        var bytes = piece.GetProperty("bytes").GetInt64();
        if (bytes <= 0 || !Checksum.TryParse(piece.GetProperty("checksum").GetString(), out var checksum))
            throw new InvalidDataException("The manifest is not sound: a piece has no bytes or no checksum.");
        if (!piece.TryGetProperty("tensor", out var name))
            return new(offset, bytes, checksum, null);
        var shape = piece.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        if (!TensorTypes.TryParse(piece.GetProperty("type").GetString()!, out var type) || shape.Any(size => size < 0) || new TensorInfo(type, shape).Bytes != bytes)
            throw new InvalidDataException($"The manifest is not sound: tensor '{name}' is of another size than its shape.");
        return new(offset, bytes, checksum, new(name.GetString()!, new(type, shape)));
    }

    private static void Check(ParameterManifest manifest)
    {
        if (manifest.Files.Count is 0 or > MostFiles)
            throw new InvalidDataException($"The manifest is not sound: it names {manifest.Files.Count} files.");
        _ = manifest.Bytes; // overflows if its sizes lie
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var file in manifest.Files)
            if (!IsPlain(file.Name) || !names.Add(file.Name))
                throw new InvalidDataException($"The manifest is not sound: '{file.Name}' cannot be the name of a file of its own.");
        var tensors = manifest.Files.SelectMany(file => file.Pieces).Where(piece => piece.Tensor is not null).GroupBy(piece => piece.Tensor!.Name, StringComparer.Ordinal);
        if (tensors.FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InvalidDataException($"The manifest is not sound: it has tensor '{twice.Key}' twice.");
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= 255 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
