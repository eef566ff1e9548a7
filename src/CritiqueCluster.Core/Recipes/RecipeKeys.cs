using System.Reflection;

namespace CritiqueCluster.Core.Recipes;

/// <summary>All settings that a recipe may have, in the order in which <see cref="Recipe"/> declares them.</summary>
public static class RecipeKeys
{
    private static readonly List<string> Sections = [];

    /// <summary>Every setting.</summary>
    public static IReadOnlyList<RecipeKey> All { get; } = [.. Walk(typeof(Recipe), new Recipe(), "")];

    /// <summary>The setting of that name; case is ignored.</summary>
    /// <param name="path">As in <c>Rollout.Attempts</c>.</param>
    /// <param name="origin">Where the name was read, for the message.</param>
    /// <exception cref="ConfigurationException">No such setting: names the nearest one.</exception>
    public static RecipeKey Find(string path, string origin) =>
        All.FirstOrDefault(key => key.Path.Equals(path, StringComparison.OrdinalIgnoreCase)) ?? throw Unknown(path, origin);

    /// <summary>Whether the name is that of a group of settings (<c>Rollout</c>).</summary>
    public static bool IsSection(string path) => Sections.Contains(path, StringComparer.OrdinalIgnoreCase);

    internal static bool IsSection(PropertyInfo property) => property.PropertyType.Namespace == typeof(Recipe).Namespace && property.PropertyType.IsClass;

    private static ConfigurationException Unknown(string path, string origin) => IsSection(path)
        ? new ConfigurationException($"{origin}: {path} is a group of settings, not a setting; for example {All.First(key => IsWithin(key.Path, path)).Path}.")
        : new ConfigurationException($"{origin}: unknown key {path}; did you mean {Nearest(path)}? `critique config schema` lists all keys.");

    private static string Nearest(string path) => All.Select(key => key.Path).Concat(Sections).MinBy(known => Distance(path, known))!;

    // A right name under the wrong group is near, too.
    private static int Distance(string path, string known) =>
        Math.Min(EditDistance.Between(path, known), 2 + 2 * EditDistance.Between(LastPart(path), LastPart(known)));

    private static string LastPart(string path) => path[(path.LastIndexOf('.') + 1)..];

    private static bool IsWithin(string key, string section) => key.StartsWith(section + ".", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<RecipeKey> Walk(Type type, object defaults, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var path = prefix + property.Name;
            var value = property.GetValue(defaults)!;
            if (!IsSection(property))
            {
                yield return new RecipeKey(path, property, value);
                continue;
            }
            Sections.Add(path);
            foreach (var key in Walk(property.PropertyType, value, path + "."))
                yield return key;
        }
    }
}
