using CritiqueCluster.Core;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Tests.Recipes;

public sealed class RecipeLayerTests
{
    [Fact]
    public void Should_bind_comments_trailing_commas_names_and_lists()
    {
        var recipe = Bind("""
            {
              // a comment
              "Seed": 9876543210,
              "Rollout": { "Arm": "resample", "Temperature": 1, },
              "Problems": { "Countdown": { "Numbers": [3, 4, 5] }, "SkipBad": true }, /* another */
            }
            """);
        Assert.Equal(9876543210, recipe.Seed);
        Assert.Equal(Arm.Resample, recipe.Rollout.Arm);
        Assert.Equal(1.0, recipe.Rollout.Temperature);
        Assert.Equal([3, 4, 5], recipe.Problems.Countdown.Numbers);
        Assert.True(recipe.Problems.SkipBad);
        Assert.Equal(new Recipe().Learner, recipe.Learner);
    }

    [Theory]
    [InlineData("""{ "Rollout": { "Atempts": 4 } }""", "Rollout.Atempts", "Rollout.Attempts")]
    [InlineData("""{ "Attempts": 4 }""", "Attempts", "Rollout.Attempts")]
    [InlineData("""{ "Rolout": { "Attempts": 4 } }""", "Rolout", "Rollout")]
    [InlineData("""{ "Learner": { "Temperature": 4 } }""", "Learner.Temperature", "Temperature")]
    public void Should_name_the_nearest_known_key_for_an_unknown_one(string json, string unknown, string near)
    {
        var error = Assert.Throws<ConfigurationException>(() => Bind(json));
        Assert.Contains("my.json", error.Message, StringComparison.Ordinal);
        Assert.Contains($"unknown key {unknown};", error.Message, StringComparison.Ordinal);
        Assert.Contains(near, error.Message[error.Message.IndexOf("did you mean", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Iterations": "three" }""", "Iterations is \"three\", but must be a whole number from 0 to 10000")]
    [InlineData("""{ "Iterations": 2.5 }""", "Iterations is 2.5, but must be a whole number")]
    [InlineData("""{ "Iterations": -1 }""", "Iterations is -1, but must be a whole number from 0")]
    [InlineData("""{ "Iterations": null }""", "Iterations is null")]
    [InlineData("""{ "Rollout": { "Temperature": 0 } }""", "Rollout.Temperature is 0, but must be a number above 0")]
    [InlineData("""{ "Rollout": { "Arm": "Magic" } }""", "must be one of Vanilla, Resample, Critique")]
    [InlineData("""{ "Rollout": { "Arm": 1 } }""", "Rollout.Arm is 1")]
    [InlineData("""{ "Rollout": { "Arm": "1" } }""", "Rollout.Arm is \"1\"")]
    [InlineData("""{ "Problems": { "SkipBad": "yes" } }""", "must be true or false")]
    [InlineData("""{ "Problems": { "Countdown": { "Numbers": [3, 7] } } }""", "from 3 to 6")]
    [InlineData("""{ "Problems": { "Countdown": { "Numbers": [] } } }""", "must be a list")]
    [InlineData("""{ "Problems": { "Countdown": { "Min": 9, "Max": 5 } } }""", "Min is 9, but must be at most Max, which is 5")]
    [InlineData("""{ "Problems": { "Countdown": { "Operators": "+^" } } }""", "Operators is \"+^\"")]
    [InlineData("""{ "Rollout": 5 }""", "Rollout is 5, but must be an object")]
    [InlineData("""{ "Seed": 1, "seed": 2 }""", "Seed is given twice")]
    [InlineData("""{ "Evaluation": { "Samples": 4 } }""", "pass@k needs at least k samples")]
    [InlineData("""{ "Evaluation": { "Split": "Train" } }""", "use HeldOut, or Validation to choose settings by")]
    [InlineData("""{ "Critic": { "Kind": "Exact" }, "Problems": { "Source": "a.jsonl" } }""", "exact critic knows Countdown only")]
    [InlineData("""{ "Policy": { "Device": "gpu" } }""", "must be cpu, cuda or cuda:N")]
    [InlineData("""{ "Name": "../up" }""", "Name is \"../up\"")]
    [InlineData("[1]", "the recipe is [1], but must be an object")]
    [InlineData("{\n  \"Seed\": 1,\n  oops\n}", "line 3")]
    public void Should_name_key_value_and_what_is_allowed(string json, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Bind(json));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_let_the_environment_win_over_the_file_and_set_over_both()
    {
        var resolved = ResolvedRecipe.From(
            RecipeLayer.FromJson("""{ "Seed": 2, "Iterations": 2, "Rollout": { "Attempts": 2 } }""", "my.json"),
            RecipeLayer.FromEnvironment(new Dictionary<string, string> { ["CRITIQUE__Iterations"] = "3", ["CRITIQUE__rollout__attempts"] = "3", ["PATH"] = "/bin", ["CRITIQUE_X"] = "1" }),
            RecipeLayer.FromAssignments(["rollout.ATTEMPTS=4", "Rollout.Attempts=5"]));
        Assert.Equal((2, 3, 5), (resolved.Recipe.Seed, resolved.Recipe.Iterations, resolved.Recipe.Rollout.Attempts));
        Assert.Equal("my.json", resolved.Origins["Seed"]);
        Assert.Equal("environment variable CRITIQUE__Iterations", resolved.Origins["Iterations"]);
        Assert.Equal("--set", resolved.Origins["Rollout.Attempts"]);
    }

    [Theory]
    [InlineData("Problems.Countdown.Numbers=[4,3]", "[4,3]")]
    [InlineData("Problems.Countdown.Numbers=4,3", "[4,3]")]
    [InlineData("Problems.Countdown.Numbers= 4", "[4]")]
    [InlineData("Rollout.Arm=vanilla", "\"Vanilla\"")]
    [InlineData("Problems.Source=a=b,c.jsonl", "\"a=b,c.jsonl\"")]
    [InlineData("Problems.Source=\"quoted.jsonl\"", "\"quoted.jsonl\"")]
    [InlineData("Learner.LearningRate=1e-3", "0.001")]
    [InlineData("Generation.Deterministic=false", "false")]
    public void Should_read_assignments(string assignment, string json)
    {
        var layer = RecipeLayer.FromAssignments([assignment]);
        var recipe = ResolvedRecipe.From(layer).Recipe;
        Assert.Equal(json, RecipeJson.ValueOf(recipe, RecipeKeys.Find(layer.Values.Keys.Single(), "test")).ToJsonString());
    }

    [Theory]
    [InlineData("Rollout.Attempts", "expected KEY=VALUE")]
    [InlineData("=3", "expected KEY=VALUE")]
    [InlineData("Rollout=3", "is a group of settings")]
    [InlineData("Rollout.Attempts=", "must be a whole number")]
    [InlineData("Rollout.Attempts=many", "Rollout.Attempts is many")]
    public void Should_refuse_assignments_that_say_nothing(string assignment, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => RecipeLayer.FromAssignments([assignment]));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_an_environment_variable_that_names_no_setting()
    {
        var error = Assert.Throws<ConfigurationException>(() => RecipeLayer.FromEnvironment(new Dictionary<string, string> { ["CRITIQUE__Rollout__Atempts"] = "3" }));
        Assert.Contains("CRITIQUE__Rollout__Atempts", error.Message, StringComparison.Ordinal);
    }

    private static Recipe Bind(string json) => ResolvedRecipe.From(RecipeLayer.FromJson(json, "my.json")).Recipe;
}
