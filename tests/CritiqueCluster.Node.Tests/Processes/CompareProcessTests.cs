using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Comparison;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A comparison by the real program: killed and gone on with, and done by a learner.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed partial class CompareProcessTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    private string Output => Beside("comparison");

    protected override string Folder => new ComparisonFolder(Output).RunOf("critique", 1).Path;

    [Fact]
    public async Task Should_go_on_after_it_was_killed_with_the_run_that_it_was_at()
    {
        using (var killed = ProgramProcess.Start(["compare", "--output", Output, "--arms", "vanilla,critique", "--seeds", "1", .. TinyRun.Settings]))
        {
            Assert.True(await killed.UntilAsync(() => Events() > 30), killed.Error);
            killed.Kill();
            await killed.EndAsync();
        }

        using var resumed = ProgramProcess.Start("compare", "--resume", "--output", Output, "--json");

        Assert.True(await resumed.EndAsync() == 0, resumed.Error);
        Assert.DoesNotContain("run 1 of 2", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(["vanilla", "critique"], JsonNode.Parse(resumed.Output)!["arms"]!.AsObject().Select(arm => arm.Key));
        AssertSameParameters(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "report.json")))!);
    }

    [Fact]
    public async Task Should_have_a_learner_do_the_runs()
    {
        using var learner = ProgramProcess.StartAt(Directory.CreateDirectory(Beside("learner")).FullName, "node", "--roles", "learner,core,rollout,critic", "--host", "127.0.0.1", "--port", "0");
        var door = await AddressAsync(learner, () => learner.Output, Waiting());

        using var compare = ProgramProcess.Start(["compare", "--cluster", door, "--output", Output, "--arms", "vanilla,critique", "--seeds", "1", "--json", .. TinyRun.Settings]);

        Assert.True(await compare.EndAsync() == 0, compare.Error + learner.Output + learner.Error);
        Assert.Equal(2, JsonNode.Parse(compare.Output)!["arms"]!.AsObject().Count);
        AssertSameParameters(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "report.json")))!);
        var there = Assert.Single(Directory.GetDirectories(Path.Combine(Beside("learner"), "runs"), "compare-*-critique-seed-1"));
        Assert.True(File.Exists(Path.Combine(there, "report.html")));
    }

    [GeneratedRegex("train --cluster ([0-9.:]+)`")]
    private static partial Regex Waiting();
}
