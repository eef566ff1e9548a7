using System.Globalization;
using System.Text.Json;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Reads one setting's value, strictly: what does not fit is refused with what would.</summary>
internal static class RecipeValue
{
    /// <summary>Reads a value from JSON.</summary>
    /// <exception cref="ConfigurationException">It has the wrong type or is out of range.</exception>
    public static object Read(RecipeKey key, JsonElement json, string origin)
    {
        var value = Convert(key, json) ?? throw Refused(key, json.GetRawText(), origin);
        return InRange(key, value) ? value : throw Refused(key, json.GetRawText(), origin);
    }

    /// <summary>Reads a value from an environment variable or the command line: JSON, or a text or name without quotes, or <c>3,4</c>.</summary>
    /// <exception cref="ConfigurationException">It has the wrong type or is out of range.</exception>
    public static object Read(RecipeKey key, string text, string origin)
    {
        var trimmed = text.Trim();
        if (key.Type == typeof(IReadOnlyList<int>) && !trimmed.StartsWith('['))
            trimmed = $"[{trimmed}]";
        try
        {
            return Read(key, JsonElement.Parse(IsBareText(key, trimmed) ? JsonSerializer.Serialize(text, RecipeJson.Options) : trimmed), origin);
        }
        catch (JsonException)
        {
            throw Refused(key, text, origin);
        }
    }

    private static bool IsBareText(RecipeKey key, string text) => key.Type == typeof(IReadOnlyList<string>)
        ? !text.StartsWith('[')
        : (key.Type == typeof(string) || key.Type.IsEnum) && !text.StartsWith('"');

    private static object? Convert(RecipeKey key, JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String when key.Type == typeof(string) => json.GetString(),
        JsonValueKind.String when key.Type.IsEnum => ParseName(key.Type, json.GetString()!),
        JsonValueKind.True or JsonValueKind.False when key.Type == typeof(bool) => json.GetBoolean(),
        JsonValueKind.Number when key.Type == typeof(int) => json.TryGetInt32(out var number) ? number : null,
        JsonValueKind.Number when key.Type == typeof(long) => json.TryGetInt64(out var number) ? number : null,
        JsonValueKind.Number when key.Type == typeof(double) => json.TryGetDouble(out var number) && double.IsFinite(number) ? number : null,
        JsonValueKind.Array when key.Type == typeof(IReadOnlyList<int>) => Integers(json),
        JsonValueKind.Array when key.Type == typeof(IReadOnlyList<string>) => Texts(json),
        JsonValueKind.String when key.Type == typeof(IReadOnlyList<string>) => CommandWords.Split(json.GetString()!),
        _ => null,
    };

    /// <summary>Case does not matter, nor do the hyphens or underscores of another spelling: <c>two-stage</c> is <c>TwoStage</c>.</summary>
    private static object? ParseName(Type type, string name)
    {
        // Enum.TryParse would take numbers, too.
        var plain = name.Trim().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Enum.GetNames(type).FirstOrDefault(known => known.Equals(plain, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse(type, found)
            : null;
    }

    private static int[]? Integers(JsonElement list)
    {
        var numbers = new List<int>();
        foreach (var element in list.EnumerateArray())
            if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number))
                numbers.Add(number);
            else
                return null;
        return numbers.Count == 0 ? null : [.. numbers];
    }

    private static string[]? Texts(JsonElement list) =>
        list.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String) ? [.. list.EnumerateArray().Select(element => element.GetString()!)] : null;

    private static bool InRange(RecipeKey key, object value) => (key.Limit, value) switch
    {
        (null, _) => true,
        ({ } limit, int[] numbers) => numbers.All(number => limit.Allows(number)),
        ({ } limit, _) => limit.Allows(System.Convert.ToDouble(value, CultureInfo.InvariantCulture)),
    };

    private static ConfigurationException Refused(RecipeKey key, string value, string origin) =>
        new($"{origin}: {key.Path} is {value}, but must be {key.Expected}.");
}
