using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CritiqueCluster.Core.Files;

/// <summary>Reads and writes JSON files with one clear error for each thing that can be wrong with them.</summary>
internal static class JsonFile
{
    /// <summary>How JSON is written for people and for comparison: indented, the same on every system, readable characters kept.</summary>
    public static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Parses a file whose root is an object.</summary>
    /// <exception cref="ConfigurationException">It is not a JSON object, or a key comes twice.</exception>
    /// <exception cref="EnvironmentException">It can't be read.</exception>
    public static JsonDocument Parse(string path)
    {
        try
        {
            var document = JsonDocument.Parse(ReadBytes(path), Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
                return document;
            document.Dispose();
            throw new ConfigurationException($"{path} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is not valid JSON ({JsonErrors.PlaceAndReason(e)}).", e);
        }
    }

    /// <summary>As <see cref="Parse"/>, as a tree that can be changed.</summary>
    public static JsonObject ReadObject(string path)
    {
        using var document = Parse(path);
        return JsonObject.Create(document.RootElement.Clone())!;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Reading(path, e);
        }
    }
}
