using System.Text.Json.Nodes;

using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Tests.Recipes;

public sealed class RecipeTests
{
    public static TheoryData<string> ShippedRecipes => [.. RecipeFinder.Recipes.Names()];

    [Theory]
    [MemberData(nameof(ShippedRecipes))]
    public void Should_resolve_every_recipe_that_comes_with_the_program(string name) =>
        ResolvedRecipe.From(RecipeLayer.FromFile(RecipeFinder.Recipes.Find(name)));

    [Fact]
    public void Should_find_the_recipes_that_the_documentation_names() =>
        Assert.Subset(RecipeFinder.Recipes.Names().ToHashSet(), new HashSet<string> { "default", "quick", "words" });

    [Fact]
    public void Should_read_back_what_was_written()
    {
        var recipe = new Recipe { Seed = 7, Rollout = new() { Arm = Arm.Vanilla, TopP = 0.123456789012345 }, Evaluation = new() { PassAt = [1, 2] } };
        var again = ResolvedRecipe.From(RecipeLayer.FromJson(RecipeJson.Write(recipe), "run.json")).Recipe;
        Assert.Empty(RecipeJson.Differences(recipe, again));
        Assert.Equal(recipe.Rollout, again.Rollout);
    }

    [Fact]
    public void Should_find_exactly_the_settings_that_differ()
    {
        var differences = RecipeJson.Differences(new Recipe(), new Recipe { Seed = 5, Problems = new() { Countdown = new() { Numbers = [4, 3] } } });
        Assert.Equal(["Seed", "Problems.Countdown.Numbers"], differences.Select(key => key.Path));
    }

    [Fact]
    public void Should_show_a_recipe_as_a_recipe_with_origins_of_what_is_not_default()
    {
        var resolved = ResolvedRecipe.From(RecipeLayer.FromAssignments(["Seed=5", "Iterations=6"]));
        var text = RecipeText.Write(resolved);
        Assert.Contains("\"Seed\": 5,  // --set\n", text, StringComparison.Ordinal);
        Assert.Contains("\"Iterations\": 6,\n", text, StringComparison.Ordinal);
        Assert.Empty(RecipeJson.Differences(resolved.Recipe, ResolvedRecipe.From(RecipeLayer.FromJson(text, "shown")).Recipe));
    }

    [Fact]
    public void Should_describe_every_setting_in_the_schema()
    {
        var schema = RecipeSchema.Create();
        foreach (var key in RecipeKeys.All)
        {
            JsonNode node = schema;
            foreach (var part in key.Path.Split('.'))
                node = node["properties"]![part]!;
            Assert.True(JsonNode.DeepEquals(RecipeJson.ToNode(key.Default), node["default"]), key.Path);
            if (key.Path is not ("Critic.Kind" or "Learner.Start" or "Learner.Beta1" or "Learner.Beta2" or "Evaluation.Temperature"))
                Assert.False(string.IsNullOrWhiteSpace((string?)node["description"]), key.Path);
        }
        Assert.Equal("Attempts per problem in the first round, in every arm.", (string?)schema["properties"]!["Rollout"]!["properties"]!["Attempts"]!["description"]);
    }

    [Fact]
    public void Should_limit_every_number_but_seeds()
    {
        Assert.All(RecipeLimits.Paths, path => RecipeKeys.Find(path, "limits"));
        var numbers = RecipeKeys.All.Where(key => key.Type == typeof(int) || key.Type == typeof(double) || key.Type == typeof(IReadOnlyList<int>));
        Assert.All(numbers, key => Assert.NotNull(key.Limit));
    }
}
