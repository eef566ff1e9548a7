using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Info">Type and shape.</param>
/// <param name="Begin">First byte, counted from the start of the data.</param>
internal readonly record struct TensorLocation(TensorInfo Info, long Begin)
{
    public long End => Begin + Info.Bytes;
}

/// <summary>
/// The header of a safetensors file, believed only after every claim in it is checked: known types, shapes that do not overflow,
/// byte ranges that match them and tile the data exactly (no overlap, no hole, nothing left over).
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit; a longer header is refused before anything is allocated for it.</summary>
    public const long MaxBytes = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private readonly string _file;

    private SafetensorsHeader(string file) => _file = file;

    public Dictionary<string, TensorLocation> Tensors { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">How many bytes follow the header.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="ConfigurationException">The header is not valid or does not fit the data.</exception>
    public static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataBytes, string file)
    {
        var header = new SafetensorsHeader(file);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            header.ReadAll(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string that is not valid UTF-16 or UTF-8.
            throw header.Broken($"the header is not valid JSON ({(e is JsonException wrong ? JsonErrors.Reason(wrong) : e.Message.TrimEnd('.'))})", e);
        }
        header.CheckTiling(dataBytes);
        return header;
    }

    private void ReadAll(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Broken("the header is not a JSON object");
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
                ReadMetadata(property.Value);
            else
                Tensors.Add(property.Name, ReadTensor(property.Name, property.Value));
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Broken($"{MetadataKey} is not an object");
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw Broken($"{MetadataKey}.{property.Name} is not a string");
            Metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private TensorLocation ReadTensor(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw Broken(name, "is not described by an object");
        foreach (var property in value.EnumerateObject())
            if (property.Name is not ("dtype" or "shape" or "data_offsets"))
                throw Broken(name, $"has an unknown key '{property.Name}'");
        var type = ReadType(name, value);
        var shape = ReadNumbers(name, value, "shape");
        var offsets = ReadNumbers(name, value, "data_offsets");
        if (offsets.Length != 2)
            throw Broken(name, "needs exactly two data_offsets");
        return Locate(name, new TensorInfo(type, shape), offsets[0], offsets[1]);
    }

    private TensorType ReadType(string name, JsonElement value)
    {
        if (!value.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String)
            throw Broken(name, "has no dtype");
        return TensorTypes.TryParse(dtype.GetString()!, out var type)
            ? type
            : throw Broken(name, $"has the unknown dtype '{dtype.GetString()}'");
    }

    private long[] ReadNumbers(string name, JsonElement value, string key)
    {
        if (!value.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array)
            throw Broken(name, $"has no list {key}");
        var numbers = new long[list.GetArrayLength()];
        var i = 0;
        foreach (var element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number) || number < 0)
                throw Broken(name, $"has {element.GetRawText()} in {key} where a whole number from 0 on belongs");
            numbers[i++] = number;
        }
        return numbers;
    }

    private TensorLocation Locate(string name, TensorInfo info, long begin, long end)
    {
        if (begin > end)
            throw Broken(name, $"begins at {begin}, after its end {end}");
        long bytes;
        try
        {
            bytes = info.Bytes;
        }
        catch (OverflowException e)
        {
            throw Broken(name, $"has a shape {TensorInfo.Describe(info.Shape)} too large for any file", e);
        }
        return end - begin == bytes
            ? new TensorLocation(info, begin)
            : throw Broken(name, $"is {info}, {bytes} bytes, but its data_offsets span {end - begin}");
    }

    private void CheckTiling(long dataBytes)
    {
        var end = 0L;
        var previous = "the start of the data";
        foreach (var (name, location) in Tensors.OrderBy(t => t.Value.Begin).ThenBy(t => t.Value.End))
        {
            if (location.End > dataBytes)
                throw Broken(name, $"ends at byte {location.End} of {dataBytes}: the file is truncated or its header lies");
            if (location.Begin < end)
                throw Broken(name, $"overlaps '{previous}'");
            if (location.Begin > end)
                throw Broken(name, $"leaves a hole of {location.Begin - end} bytes after '{previous}'");
            (end, previous) = (location.End, name);
        }
        if (end != dataBytes)
            throw Broken($"{dataBytes - end} bytes after the last tensor belong to none");
    }

    private ConfigurationException Broken(string tensor, string reason, Exception? inner = null) =>
        Broken($"tensor '{tensor}' {reason}", inner);

    private ConfigurationException Broken(string reason, Exception? inner = null) => SafetensorsFile.Broken(_file, reason, inner);
}
