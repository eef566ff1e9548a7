using System.Text.Json;
using System.Text.Json.Serialization;

using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Control;

/// <summary>What operators and nodes say to each other over HTTP, and what <c>--json</c> prints of it: keys in camel case.</summary>
internal static class ControlJson
{
    private static readonly JsonSerializerOptions Options = FiniteJson.With(new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    });

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">It is none.</exception>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException("It is null.");
}
