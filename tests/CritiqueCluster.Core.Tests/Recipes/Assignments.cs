using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Recipes;

/// <summary>Recipes that are nothing but some assignments over the defaults: <c>Mode=Streaming Streaming.Batch=8</c>.</summary>
internal static class Assignments
{
    public static ResolvedRecipe Resolve(string assignments) =>
        ResolvedRecipe.From(RecipeLayer.FromAssignments(assignments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>They must be refused in one line, with these words in it.</summary>
    public static void AssertRefused(string assignments, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve(assignments));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
