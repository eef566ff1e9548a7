using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Tests.Runs;

public sealed class RunFileTests : IDisposable
{
    private static readonly RunFile Example = new(
        "countdown-2", "countdown-2-1a2b3c4d", "0.1.0", 2, new(new ParameterVersion("policy", 0, "sha256:aa"), "/models/policy"), null, new Recipe { Seed = 9 });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private RunFolder Folder => new(_folder.FullName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Should_read_back_what_was_written()
    {
        var written = Example with { Critic = new(new ParameterVersion("critic", 0, "sha256:bb"), "/models/critic"), Machine = new Machine("x64", "avx2", "a processor") };
        written.Write(Folder);
        var read = RunFile.Read(Folder);
        Assert.Empty(RecipeJson.Differences(written.Recipe, read.Recipe));
        Assert.Equal(written, read with { Recipe = written.Recipe });
    }

    [Fact]
    public void Should_read_a_file_that_does_not_say_where_it_was_made()
    {
        Example.Write(Folder);
        var document = JsonNode.Parse(File.ReadAllText(Folder.RunJson))!.AsObject();
        document.Remove("machine");
        File.WriteAllText(Folder.RunJson, document.ToJsonString());
        Assert.Null(RunFile.Read(Folder).Machine);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "recipe": {}, "run": "x", "program": "y", "threads": "two", "policy": {} }""")]
    public void Should_refuse_a_damaged_file_by_name(string content)
    {
        File.WriteAllText(Folder.RunJson, content);
        Assert.Contains(Folder.RunJson, Assert.Throws<ConfigurationException>(() => RunFile.Read(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_to_go_on_with_settings_that_change_what_is_learned()
    {
        var error = Assert.Throws<ConfigurationException>(() => Example.With(Example.Recipe with { Seed = 10, Learner = new() { Epochs = 5 } }));
        Assert.Contains("Seed (9 before, 10 now)", error.Message, StringComparison.Ordinal);
        Assert.Contains("Learner.Epochs (2 before, 5 now)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_go_on_with_settings_that_change_nothing_learned()
    {
        var recipe = Example.Recipe with { Rollout = Example.Recipe.Rollout with { LeaseSeconds = 5 } };
        Assert.Equal(5, Example.With(recipe).Recipe.Rollout.LeaseSeconds);
    }
}
