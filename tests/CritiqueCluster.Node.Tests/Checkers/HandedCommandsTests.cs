using CritiqueCluster.Core;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Nodes;

namespace CritiqueCluster.Node.Tests.Checkers;

public sealed class HandedCommandsTests
{
    private static readonly Recipe Judged = new()
    {
        Problems = new() { Source = "a.jsonl", Checker = CheckerKind.Command, CheckerCommand = ["python3", "checker.py"] },
    };

    [Fact]
    public void Should_refuse_a_handed_program_unless_whoever_started_the_node_allows_it()
    {
        var error = Assert.Throws<ConfigurationException>(() => HandedCommands.RefuseUnlessAllowed(false, ["core", "rollout"], Judged, "run-1"));
        Assert.Contains("run-1", error.Message, StringComparison.Ordinal);
        Assert.Contains("python3 checker.py", error.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-commands", error.Message, StringComparison.Ordinal);
        Assert.True(HandedCommands.RefuseUnlessAllowed(true, ["rollout"], Judged, "run-1"));
    }

    [Fact]
    public void Should_ask_nobody_where_no_program_would_be_run()
    {
        Assert.False(HandedCommands.RefuseUnlessAllowed(false, ["core", "critic", "learner"], Judged, "run-1"));
        Assert.False(HandedCommands.RefuseUnlessAllowed(false, ["rollout"], new Recipe(), "run-1"));
    }
}
