using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CritiqueCluster.Core.Files;

/// <summary>JSON knows neither NaN nor infinity: such a number is written as null, and null is read as NaN where a number must be.</summary>
public static class FiniteJson
{
    /// <summary>For numbers that options serialize.</summary>
    public static IReadOnlyList<JsonConverter> Converters { get; } = [new OfDouble(), new OfSingle()];

    /// <summary><see cref="JsonSerializerOptions.Web"/> with these converters.</summary>
    public static JsonSerializerOptions Web { get; } = With(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Adds the converters to options.</summary>
    public static JsonSerializerOptions With(JsonSerializerOptions options)
    {
        foreach (var converter in Converters)
            options.Converters.Add(converter);
        return options;
    }

    /// <summary>Puts null in the place of every number of a tree that is not finite: options do not reach what a tree already holds.</summary>
    /// <returns>The tree itself; null if it is such a number.</returns>
    public static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach (var (key, value) in parent.ToList())
                    if (value is not null && Clean(value) is null)
                        parent[key] = null;
                return node;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                    if (list[i] is { } value && Clean(value) is null)
                        list[i] = null;
                return node;
            case JsonValue value:
                return (value.TryGetValue<double>(out var wide) && !double.IsFinite(wide)) || (value.TryGetValue<float>(out var narrow) && !float.IsFinite(narrow)) ? null : node;
            default:
                return node;
        }
    }

    /// <summary>Earlier versions wrote the numbers' names.</summary>
    private static double? Named(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Null => double.NaN,
        JsonTokenType.String => reader.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => throw new JsonException("It is not a number."),
        },
        _ => null,
    };

    private sealed class OfDouble : JsonConverter<double>
    {
        public override bool HandleNull => true;

        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Named(ref reader) ?? reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }

    private sealed class OfSingle : JsonConverter<float>
    {
        public override bool HandleNull => true;

        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => (float?)Named(ref reader) ?? reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
