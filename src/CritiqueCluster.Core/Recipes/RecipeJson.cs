using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Writes recipes as JSON that reads back as the same recipe.</summary>
public static class RecipeJson
{
    /// <summary>How JSON is written for people: indented, nothing escaped that need not be.</summary>
    public static JsonSerializerOptions Indented => Options;

    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The whole recipe, defaults included.</summary>
    public static JsonObject ToNode(Recipe recipe) => JsonSerializer.SerializeToNode(recipe, Options)!.AsObject();

    /// <summary>The whole recipe as text.</summary>
    public static string Write(Recipe recipe) => ToNode(recipe).ToJsonString(Options);

    /// <summary>One value as JSON.</summary>
    public static JsonNode ToNode(object value) => JsonSerializer.SerializeToNode(value, value.GetType(), Options)!;

    /// <summary>The value of a setting in a recipe.</summary>
    public static JsonNode ValueOf(Recipe recipe, RecipeKey key)
    {
        JsonNode node = ToNode(recipe);
        foreach (var part in key.Path.Split('.'))
            node = node[part]!;
        return node;
    }

    /// <summary>The settings in which two recipes differ.</summary>
    public static IReadOnlyList<RecipeKey> Differences(Recipe one, Recipe other) =>
        [.. RecipeKeys.All.Where(key => !JsonNode.DeepEquals(ValueOf(one, key), ValueOf(other, key)))];
}
