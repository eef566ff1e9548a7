namespace CritiqueCluster.Core.Recipes;

/// <summary>Finds a recipe by its name or path.</summary>
public static class RecipeFinder
{
    private const string Folder = "cluster-config/recipes";

    /// <summary>
    /// The file of a recipe. A name is looked up in <c>cluster-config/recipes</c> under the current folder, then beside the
    /// program; anything with a slash or ending in <c>.json</c> is a path.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no such recipe: names those that there are.</exception>
    public static string Find(string nameOrPath)
    {
        if (nameOrPath.Contains('/', StringComparison.Ordinal) || nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return File.Exists(nameOrPath) ? nameOrPath : throw new ConfigurationException($"The recipe {nameOrPath} does not exist.");
        return Folders().Select(folder => Path.Combine(folder, nameOrPath + ".json")).FirstOrDefault(File.Exists)
            ?? throw new ConfigurationException($"There is no recipe {nameOrPath}; there are {string.Join(", ", Names())}. A path to a recipe file will do, too.");
    }

    /// <summary>Names of the recipes that can be found.</summary>
    public static IReadOnlyList<string> Names() =>
        [.. Folders().Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Folders() => [Folder, Path.Combine(AppContext.BaseDirectory, Folder)];
}
