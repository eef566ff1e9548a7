using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Walks a recipe's JSON and finds each setting in it.</summary>
internal static class RecipeReader
{
    // A key that is there twice is refused below, where it can be named.
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static Dictionary<string, RecipeSetting> Read(string json, string origin)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Relaxed);
            var values = new Dictionary<string, RecipeSetting>();
            ReadSection(document.RootElement, "", origin, values);
            return values;
        }
        catch (JsonException error)
        {
            throw new ConfigurationException(
                $"{origin}: not valid JSON ({JsonErrors.PlaceAndReason(error)}).", error);
        }
    }

    private static void ReadSection(JsonElement section, string prefix, string origin, Dictionary<string, RecipeSetting> values)
    {
        if (section.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{origin}: {(prefix.Length == 0 ? "the recipe" : prefix.TrimEnd('.'))} is {section.GetRawText()}, but must be an object of settings.");
        foreach (var member in section.EnumerateObject())
        {
            var path = prefix + member.Name;
            // "$schema" lets editors complete keys; it means nothing to the program.
            if (path == "$schema")
                continue;
            if (RecipeKeys.IsSection(path))
            {
                ReadSection(member.Value, path + ".", origin, values);
                continue;
            }
            var key = RecipeKeys.Find(path, origin);
            if (!values.TryAdd(key.Path, new(RecipeValue.Read(key, member.Value, origin), origin)))
                throw new ConfigurationException($"{origin}: {key.Path} is given twice.");
        }
    }
}
