namespace CritiqueCluster.Core.Recipes;

/// <summary>Finds files under <c>cluster-config</c> by name or path.</summary>
/// <param name="what">What is looked for, in words: <c>recipe</c>.</param>
/// <param name="folder">Where such files lie.</param>
public sealed class RecipeFinder(string what, string folder)
{
    /// <summary>Recipes.</summary>
    public static RecipeFinder Recipes { get; } = new("recipe", "cluster-config/recipes");

    /// <summary>Arms of a comparison: what of a recipe makes an arm what it is.</summary>
    public static RecipeFinder Arms { get; } = new("arm", "cluster-config/arms");

    /// <summary>
    /// The file of a name or path. A name is looked up in the folder under the current one, then beside the program; anything with a slash
    /// or ending in <c>.json</c> is a path.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no such file: names those that there are.</exception>
    public string Find(string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(nameOrPath);
        if (nameOrPath.Contains('/', StringComparison.Ordinal) || nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return File.Exists(nameOrPath) ? nameOrPath : throw new ConfigurationException(
                Directory.Exists(nameOrPath) ? $"The {what} {nameOrPath} is a folder: name a file in it." : $"The {what} {nameOrPath} does not exist.");
        return Folders().Select(f => Path.Combine(f, nameOrPath + ".json")).FirstOrDefault(File.Exists)
            ?? throw new ConfigurationException($"There is no {what} {nameOrPath}; there are {string.Join(", ", Names())}. A path to a file will do, too.");
    }

    /// <summary>Names that can be found.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Folders().Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.json"))
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Distinct().Order(StringComparer.Ordinal)];

    private IEnumerable<string> Folders() => [folder, Path.Combine(AppContext.BaseDirectory, folder)];
}
