using System.Reflection;

namespace CritiqueCluster.Core.Recipes;

/// <summary>One setting: a leaf of the tree of option records.</summary>
/// <param name="Path">Its name from the top, as in <c>Rollout.Attempts</c>.</param>
/// <param name="Property">The property of the option record.</param>
/// <param name="Default">The value where no recipe says otherwise.</param>
public sealed record RecipeKey(string Path, PropertyInfo Property, object Default)
{
    /// <summary>The type of its value.</summary>
    public Type Type => Property.PropertyType;

    /// <summary>What a single value may be, or each element of a list; null where anything goes.</summary>
    public RecipeLimit? Limit => RecipeLimits.Of(Path);

    /// <summary>What the value must be, in words.</summary>
    public string Expected => (Type, Limit) switch
    {
        ({ IsEnum: true }, _) => $"one of {string.Join(", ", Enum.GetNames(Type))}",
        (_, null) => Kind,
        (_, { } limit) => $"{Kind} {limit}",
    };

    private string Kind =>
        Type == typeof(string) ? "a text" :
        Type == typeof(bool) ? "true or false" :
        Type == typeof(double) ? "a number" :
        Type == typeof(IReadOnlyList<string>) ? "a list of texts, as in [\"python3\", \"checker.py\"], or one text that is split as a shell would, its quotes closed" :
        Type == typeof(IReadOnlyList<int>) ? "a list of whole numbers, each" :
        "a whole number";
}
