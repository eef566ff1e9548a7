using System.Text;
using System.Text.Json.Nodes;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Writes a resolved recipe for people: itself a recipe file, with the origins as comments.</summary>
public static class RecipeText
{
    /// <summary>The whole recipe, defaults included; a comment follows each value that is not the default.</summary>
    public static string Write(ResolvedRecipe resolved)
    {
        var text = new StringBuilder();
        WriteSection(text, RecipeJson.ToNode(resolved.Recipe), "", 0, resolved.Origins);
        return text.Append('\n').ToString();
    }

    private static void WriteSection(StringBuilder text, JsonObject section, string prefix, int depth, IReadOnlyDictionary<string, string> origins)
    {
        text.Append("{\n");
        var last = section.Count - 1;
        foreach (var (index, (name, value)) in section.Index())
        {
            text.Append(' ', 2 * depth + 2).Append('"').Append(name).Append("\": ");
            if (value is JsonObject inner)
                WriteSection(text, inner, $"{prefix}{name}.", depth + 1, origins);
            else
                text.Append(Inline(value!));
            text.Append(index == last ? "" : ",");
            if (origins.TryGetValue(prefix + name, out var origin) && !IsDefault(prefix + name, value!))
                text.Append("  // ").Append(origin);
            text.Append('\n');
        }
        text.Append(' ', 2 * depth).Append('}');
    }

    private static bool IsDefault(string path, JsonNode value) =>
        JsonNode.DeepEquals(value, RecipeJson.ToNode(RecipeKeys.Find(path, "recipe").Default));

    private static string Inline(JsonNode value) =>
        value is JsonArray list ? $"[{string.Join(", ", list.Select(element => Inline(element!)))}]" : value.ToJsonString(RecipeJson.Options);
}
