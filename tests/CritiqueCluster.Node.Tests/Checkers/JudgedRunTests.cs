using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Checkers;

[Collection(nameof(TinyRunCollection))]
public sealed class JudgedRunTests(JudgedRun run) : IClassFixture<JudgedRun>
{
    private List<JournalledExploration> Journal => [.. ExplorationFold.Completed(new JournalReader(run.Folder).Entries())];

    private List<CheckedAttempt> Attempts => [.. Journal.SelectMany(e => e.Record.Attempts)];

    [Fact]
    public void Should_journal_the_verdicts_of_the_program_and_not_the_built_in_ones()
    {
        Assert.True(run.Trained.Code == 0, run.Trained.Error);
        Assert.All(Attempts, a =>
        {
            Assert.Equal(new AttemptVerdict(a.Correct, a.Correct ? "sum" : "none", a.Correct ? null : "nothing is added"), a.Attempt.Verdict);
            Assert.Equal(a.Attempt.Text.Contains('+', StringComparison.Ordinal), a.Correct);
            Assert.Equal(a.Correct ? null : "nothing is added", a.Reason);
        });
        var builtIn = new CountdownChecker(new CountdownOptions());
        Assert.Contains(Journal, e => e.Record.Attempts.Any(a => builtIn.Check(e.Record.Problem, a.Attempt.Text).Correct != a.Correct));
    }

    [Fact]
    public void Should_quarantine_what_the_program_crashes_on_and_go_on()
    {
        var hopeless = Assert.Single(Journal, e => e.Record.Problem.Id == run.Hopeless.Id);
        Assert.Empty(hopeless.Record.Attempts);
        Assert.True(hopeless.Record.Quarantined.Count >= 4);
        Assert.All(hopeless.Record.Quarantined, q =>
        {
            Assert.Matches("^attempt [0-9]+: the checker failed on this solution 3 times: it ended with exit code 7; it last said: I do not like it$", q.Reason);
            Assert.NotEmpty(q.Attempt!.Tokens);
        });
        Assert.All(Journal.Where(e => e.Record.Problem.Id != run.Hopeless.Id), e => Assert.Empty(e.Record.Quarantined));
        Assert.Contains("the checker says: I do not like it", run.Trained.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_report_what_the_program_said()
    {
        foreach (var (row, iteration) in new[] { (0, -1), (1, 0) })
        {
            var evaluated = Journal.Where(e => e.Record.Purpose == ExplorationPurpose.Evaluation && e.Record.Iteration == iteration).ToList();
            var right = evaluated.Average(e => e.Record.Attempts.Average(a => a.Attempt.Text.Contains('+', StringComparison.Ordinal) ? 1.0 : 0));
            Close.Equal(right, (double)run.Trained.Json["iterations"]![row]!["passAt"]!["1"]!, Tolerance.Double);
        }
        var learned = Journal.Where(e => e.Record.Purpose == ExplorationPurpose.Training).SelectMany(e => e.Record.Attempts).Count(a => a.Accepted);
        Assert.Equal(learned, (int)run.Trained.Json["iterations"]![1]!["acceptedTrajectories"]!);
    }

    [Fact]
    public async Task Should_need_no_program_to_be_verified_shown_exported_or_reported_again()
    {
        run.RemoveProgram();
        try
        {
            var verified = await Invocation.Of("replay", run.Folder, "--verify", "--json");
            Assert.True(verified.Code == 0, verified.Error);
            Assert.True((bool)verified.Json["verified"]!);
            foreach (var command in new string[][] { ["rollouts", "show", run.Folder], ["rollouts", "stats", run.Folder], ["rollouts", "export", run.Folder] })
                Assert.Equal(0, (await Invocation.Of(command)).Code);
            var again = await Invocation.Of("train", "--resume", "--run", run.Folder, "--json");
            Assert.True(again.Code == 0, again.Error);
            Assert.True(JsonNode.DeepEquals(run.Trained.Json["iterations"], again.Json["iterations"]));
        }
        finally
        {
            run.WriteProgram();
        }
    }

    [Fact]
    public async Task Should_evaluate_with_the_program_and_leave_out_what_it_crashes_on()
    {
        var evaluated = await Invocation.Of(["evaluate", "embedded", "--problems", run.In("problems.jsonl"), "--samples", "4", "--critique", "--json", .. JudgedRun.Settings, .. run.Problems]);
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.Equal((8, 4), ((int)evaluated.Json["problems"]!, (int)evaluated.Json["unjudged"]!));
        Assert.Contains("4 attempt(s) could not be judged and are left out", evaluated.Error, StringComparison.Ordinal);
        Assert.NotEmpty(evaluated.Json["testTime"]!.AsArray());
    }

    [Fact]
    public async Task Should_begin_no_run_whose_program_cannot_judge()
    {
        var missing = await Invocation.Of(["train", "--run", run.In("missing"), .. JudgedRun.Settings, .. run.Problems, .. JudgedRun.Set("Problems.CheckerCommand=no-such-program")]);
        Assert.Equal(3, missing.Code);
        Assert.Contains("error: Problems.CheckerCommand: there is no program no-such-program in PATH", missing.Error, StringComparison.Ordinal);
        var ending = await Invocation.Of(["train", "--run", run.In("ending"), .. JudgedRun.Settings, .. run.Problems, .. JudgedRun.Set("Problems.CheckerCommand=/bin/sh -c 'exit 5'")]);
        Assert.Equal(4, ending.Code);
        Assert.Contains("cannot judge: asked its first question, it ended with exit code 5", ending.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.In("missing")) || Directory.Exists(run.In("ending")));
    }

    [Fact]
    public void Should_keep_the_program_in_the_recipe_of_the_run() =>
        Assert.Equal(["/bin/sh", run.In("checker.sh")], RunFile.Read(new RunFolder(run.Folder)).Recipe.Problems.CheckerCommand);
}
