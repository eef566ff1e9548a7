using System.Text.Json.Nodes;

namespace CritiqueCluster.Core.Recipes;

/// <summary>The JSON schema of recipes, for editors and for reading: types, limits, defaults and what each setting means.</summary>
public static class RecipeSchema
{
    /// <summary>The schema (draft 2020-12).</summary>
    public static JsonObject Create()
    {
        var docs = XmlDocs.OfCore();
        var schema = Section(typeof(Recipe), "", docs);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "CritiqueCluster recipe");
        schema["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return schema;
    }

    private static JsonObject Section(Type type, string prefix, XmlDocs docs)
    {
        var properties = new JsonObject();
        foreach (var property in type.GetProperties())
        {
            var node = RecipeKeys.IsSection(property)
                ? Section(property.PropertyType, $"{prefix}{property.Name}.", docs)
                : Value(RecipeKeys.Find(prefix + property.Name, "schema"));
            var description = docs.Of(property) ?? docs.Of(property.PropertyType);
            if (description is not null)
                node.Insert(0, "description", description);
            properties.Add(property.Name, node);
        }
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Value(RecipeKey key)
    {
        var node = key.Type == typeof(IReadOnlyList<int>)
            ? new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Scalar(typeof(int), key.Limit) }
            : key.Type == typeof(IReadOnlyList<string>)
            ? new JsonObject { ["type"] = new JsonArray("array", "string"), ["items"] = new JsonObject { ["type"] = "string" } }
            : Scalar(key.Type, key.Limit);
        node["default"] = RecipeJson.ToNode(key.Default);
        return node;
    }

    private static JsonObject Scalar(Type type, RecipeLimit? limit)
    {
        var node = new JsonObject
        {
            ["type"] = type == typeof(bool) ? "boolean" : type == typeof(double) ? "number" : type == typeof(string) || type.IsEnum ? "string" : "integer",
        };
        if (type.IsEnum)
            node["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)name)]);
        if (limit is null)
            return node;
        node[limit.Exclusive ? "exclusiveMinimum" : "minimum"] = limit.Min;
        if (double.IsFinite(limit.Max))
            node["maximum"] = limit.Max;
        return node;
    }
}
