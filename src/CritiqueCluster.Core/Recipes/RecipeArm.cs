namespace CritiqueCluster.Core.Recipes;

/// <summary>An arm of a comparison: settings that are put on a recipe, and that count over all others.</summary>
/// <param name="Name">As it is told: <c>critique+kl-cov</c>.</param>
/// <param name="Layers">Its parts' settings, in their order.</param>
public sealed record RecipeArm(string Name, IReadOnlyList<RecipeLayer> Layers)
{
    private static readonly RecipeLayer Plain = RecipeLayer.FromJson("""{ "Rollout": { "Arm": "Vanilla" } }""", "an arm that does not say how it explores");

    /// <summary>The arm of a name: files of <c>cluster-config/arms</c>, or paths, joined by a plus sign.</summary>
    /// <exception cref="ConfigurationException">There is no such arm, or its file is not right.</exception>
    public static RecipeArm Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('+', StringSplitOptions.TrimEntries);
        if (parts.Contains("") || parts.Distinct().Count() < parts.Length)
            throw new ConfigurationException($"The arm {name} has {(parts.Contains("") ? "an empty part" : "a part twice")}: arms that go together are joined by one plus sign, as in critique+kl-cov.");
        var files = parts.Select(Part).ToList();
        return new RecipeArm(string.Join('+', files.Select(Path.GetFileNameWithoutExtension)), [.. files.Select(RecipeLayer.FromFile)]);
    }

    /// <summary>A file of one's own must not pass for an arm that everybody knows.</summary>
    private static string Part(string nameOrPath)
    {
        var file = RecipeFinder.Arms.Find(nameOrPath);
        var known = Path.GetFileNameWithoutExtension(file);
        return RecipeFinder.Arms.Names().Contains(known) && Path.GetFullPath(RecipeFinder.Arms.Find(known)) != Path.GetFullPath(file)
            ? throw new ConfigurationException($"{file} has the name of an arm that comes with the program: give it another one.")
            : file;
    }

    /// <summary>The arm's recipe. It explores as <c>Vanilla</c> does unless it says otherwise, whatever the recipe says.</summary>
    /// <param name="basis">What all arms share.</param>
    /// <exception cref="ConfigurationException">Settings that do not go together: the message names them.</exception>
    public Recipe On(Recipe basis)
    {
        try
        {
            return ResolvedRecipe.From([RecipeLayer.FromJson(RecipeJson.Write(basis), "the comparison's recipe"), Plain, .. Layers]).Recipe;
        }
        catch (ConfigurationException e)
        {
            throw new ConfigurationException($"Arm {Name}: {e.Message}", e);
        }
    }
}
