using System.Text.Json;
using System.Text.Json.Nodes;

namespace CritiqueCluster.Core.Files;

/// <summary>Typed reading of a JSON object's keys; every error names file and key. A key that is null counts as absent.</summary>
/// <param name="Object">The object.</param>
/// <param name="File">The file it comes from.</param>
/// <param name="Prefix">The path of the object within the file, with a final dot; empty for the root.</param>
internal readonly record struct JsonKeys(JsonObject Object, string File, string Prefix = "")
{
    public bool Has(string key) => Object[key] is not null;

    public int PositiveInteger(string key) => PositiveInteger(key, null);

    public int PositiveInteger(string key, int? otherwise)
    {
        var value = Integer(key) ?? otherwise ?? throw Missing(key);
        return value > 0 ? value : throw Wrong(key, "must be more than 0");
    }

    public int? Integer(string key) =>
        Object[key] is not { } node ? null : AsInteger(node) ?? throw Wrong(key, "must be a whole number of at most 2147483647");

    public IReadOnlyList<int> Integers(string key)
    {
        if (Object[key] is not { } node)
            return [];
        var (prefix, keys) = ("must be a whole number or a list of them", this);
        return node is JsonArray list
            ? [.. list.Select(e => AsInteger(e) ?? throw keys.Wrong(key, prefix))]
            : [AsInteger(node) ?? throw Wrong(key, prefix)];
    }

    public double Number(string key, double? otherwise = null)
    {
        if (Object[key] is not { } node)
            return otherwise ?? throw Missing(key);
        return node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<double>(out var value) && double.IsFinite(value)
            ? value
            : throw Wrong(key, "must be a number");
    }

    public double PositiveNumber(string key, double? otherwise = null)
    {
        var value = Number(key, otherwise);
        return value > 0 ? value : throw Wrong(key, "must be more than 0");
    }

    public bool Boolean(string key, bool otherwise) => Object[key] is not { } node
        ? otherwise
        : node.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => throw Wrong(key, "must be true or false"),
        };

    public string? Text(string key)
    {
        if (Object[key] is not { } node)
            return null;
        return node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw Wrong(key, "must be a text");
    }

    public JsonKeys? Child(string key) => Object[key] switch
    {
        null => null,
        JsonObject child => new JsonKeys(child, File, $"{Prefix}{key}."),
        _ => throw Wrong(key, "must be an object"),
    };

    public ConfigurationException Missing(string key) => new($"{File}: '{Prefix}{key}' is missing.");

    public ConfigurationException Wrong(string key, string rule) =>
        new($"{File}: '{Prefix}{key}' is {Object[key]?.ToJsonString() ?? "null"}; it {rule}.");

    private static int? AsInteger(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<int>(out var value) ? value : null;
}
