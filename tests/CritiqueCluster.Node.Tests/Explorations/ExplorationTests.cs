using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Tests.Explorations;

public sealed class ExplorationTests
{
    [Fact]
    public void Should_tell_outcomes_apart()
    {
        Assert.Equal(Outcome.Rescued, Outcomes.Of(Examples.Rescued()));
        Assert.Equal(Outcome.Solved, Outcomes.Of(Examples.Exploration([Examples.Attempt(0, Examples.Right)])));
        Assert.Equal(Outcome.Unsolved, Outcomes.Of(Examples.Exploration([Examples.Attempt(0, Examples.Wrong)])));
        Assert.Equal(Outcome.Unsolved, Outcomes.Of(Examples.Exploration([Examples.Attempt(0, Examples.Right, accepted: false)])));
    }

    [Fact]
    public void Should_say_which_steps_a_refinement_kept()
    {
        var changes = StepChange.Between(["a", "b", "c"], ["a", "x", "c"]);
        Assert.Equal([("a", true), ("x", false), ("c", false)], changes.Select(change => (change.Step, change.Kept)));
    }

    [Fact]
    public void Should_show_the_critique_beside_each_step_and_what_the_refinement_changed()
    {
        using var output = new StringWriter();
        ExplorationView.Show(Terminal.Redirected(output, TextWriter.Null).Out, Examples.Rescued(), Examples.Checker);
        var lines = output.ToString().Split('\n');
        Assert.Contains(lines, line => line.Contains("1  50 - 25 = 25", StringComparison.Ordinal) && line.Contains("correct", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2  25 + 7 = 33", StringComparison.Ordinal) && line.Contains("wrong", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("1  50 - 25 = 25", StringComparison.Ordinal) && line.Contains("kept", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("2  25 + 7 = 32", StringComparison.Ordinal) && line.Contains("new", StringComparison.Ordinal));
        Assert.DoesNotContain("\u001b", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_write_the_same_as_json()
    {
        var json = ExplorationJson.Whole(Examples.Rescued(), Examples.Checker);
        Assert.Equal("rescued", (string?)json["outcome"]);
        Assert.Equal(1, (int)json["attempts"]![0]!["critique"]!["firstWrongStep"]!);
        Assert.Equal("wrong", (string?)json["attempts"]![0]!["critique"]!["steps"]![1]!["verdict"]);
        Assert.Equal([true, false, false], json["attempts"]![1]!["steps"]!.AsArray().Select(step => (bool)step!["kept"]!));
    }

    [Fact]
    public void Should_say_which_requests_were_quarantined_and_why()
    {
        const string Line = "0/t/countdown-4-000001/r1/c: three workers failed: out of memory";
        using StringWriter shown = new(), listed = new();

        ExplorationView.Show(Terminal.Redirected(shown, TextWriter.Null).Out, Examples.Quarantined(), Examples.Checker);
        RolloutsListCommand.Show(Terminal.Redirected(listed, TextWriter.Null).Out, [Examples.Rescued(), Examples.Quarantined()], 0, "mine");
        var json = ExplorationJson.Summary(Examples.Quarantined())["quarantined"]!.AsArray();

        Assert.Contains(Line, shown.ToString(), StringComparison.Ordinal);
        Assert.Contains(Line, listed.ToString(), StringComparison.Ordinal);
        Assert.Equal("0/t/countdown-4-000001/r1/c", (string?)Assert.Single(json)!["request"]);
        Assert.Equal("three workers failed:\nout of memory", (string?)json[0]!["reason"]);
        Assert.Equal([1], IterationStatistics.Of([Examples.Rescued(), Examples.Quarantined()]).Select(row => row.Quarantined));
    }

    [Fact]
    public void Should_count_by_iteration_and_purpose()
    {
        var rescued = Examples.Rescued();
        var rows = IterationStatistics.Of([rescued with { Iteration = 1 }, rescued, rescued with { Purpose = ExplorationPurpose.Evaluation }, Examples.Exploration([Examples.Attempt(0, Examples.Wrong)])]);
        Assert.Equal([(0, ExplorationPurpose.Training, 2), (0, ExplorationPurpose.Evaluation, 1), (1, ExplorationPurpose.Training, 1)],
            rows.Select(row => (row.Iteration, row.Purpose, row.Explorations)));
        Assert.Equal((0, 1, 1), (rows[0].Solved, rows[0].Rescued, rows[0].Unsolved));
        Assert.Equal((3, 1, 1, 1), (rows[0].Attempts, rows[0].Accepted, rows[0].AcceptedRefinements, rows[0].Critiques));
        Close.Equal(1.0 / 3, rows[0].PassRate, Tolerance.Double);
        Assert.Equal(10 + 6 + 20 + 10, rows[0].GeneratedTokens);
    }
}
