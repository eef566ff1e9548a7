namespace CritiqueCluster.Core.Recipes;

/// <summary>A recipe, and where those of its values come from that were given.</summary>
/// <param name="Recipe">The recipe.</param>
/// <param name="Origins">Origin by the setting's full name; a setting that is missing here has its default.</param>
public sealed record ResolvedRecipe(Recipe Recipe, IReadOnlyDictionary<string, string> Origins)
{
    /// <summary>Puts layers on one another; of two values for a setting the later layer's counts.</summary>
    /// <exception cref="ConfigurationException">Values that do not go together.</exception>
    public static ResolvedRecipe From(params IEnumerable<RecipeLayer> layers)
    {
        var settings = new Dictionary<string, RecipeSetting>();
        foreach (var layer in layers)
            foreach (var (path, setting) in layer.Values)
                settings[path] = setting;
        var recipe = (Recipe)Build(typeof(Recipe), "", settings);
        RecipeValidation.Validate(recipe);
        return new ResolvedRecipe(recipe, settings.ToDictionary(pair => pair.Key, pair => pair.Value.Origin));
    }

    private static object Build(Type type, string prefix, Dictionary<string, RecipeSetting> settings)
    {
        var options = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties())
            if (RecipeKeys.IsSection(property))
                property.SetValue(options, Build(property.PropertyType, $"{prefix}{property.Name}.", settings));
            else if (settings.TryGetValue(prefix + property.Name, out var setting))
                property.SetValue(options, setting.Value);
        return options;
    }
}
