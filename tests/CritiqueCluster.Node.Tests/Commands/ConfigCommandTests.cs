namespace CritiqueCluster.Node.Tests.Commands;

public sealed class ConfigCommandTests
{
    [Fact]
    public async Task Should_print_one_document_with_recipe_and_origins()
    {
        var run = await Invocation.Of("config", "show", "quick", "--set", "Seed=11", "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(11, (long)run.Json["recipe"]!["Seed"]!);
        Assert.Equal("--set", (string?)run.Json["origins"]!["Seed"]);
        Assert.EndsWith("quick.json", (string?)run.Json["origins"]!["Iterations"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_print_the_schema_as_one_document()
    {
        var run = await Invocation.Of("config", "schema");
        Assert.False((bool)run.Json["additionalProperties"]!);
    }
}
