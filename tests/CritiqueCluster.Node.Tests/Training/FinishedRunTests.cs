using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Training;

[Collection(nameof(TinyRunCollection))]
public sealed class FinishedRunTests(TinyRun run)
{
    [Fact]
    public void Should_print_the_report_as_one_document_and_progress_elsewhere()
    {
        Assert.Equal(0, run.Trained.Code);
        Assert.Equal("tiny", (string?)run.Report["run"]);
        Assert.Equal("critique", (string?)run.Report["arm"]);
        Assert.Equal([0, 1, 2], run.Report["iterations"]!.AsArray().Select(row => (int)row!["iteration"]!));
        Assert.All(run.Report["iterations"]!.AsArray(), row => Assert.Equal(["1", "4"], row!["passAt"]!.AsObject().Select(pair => pair.Key)));
        Assert.StartsWith("sha256:", (string?)run.Report["parameters"]!["policy"], StringComparison.Ordinal);
        Assert.NotEqual((string?)run.Report["iterations"]![0]!["policy"], (string?)run.Report["parameters"]!["policy"]);
        Assert.True((double)run.Report["seconds"]!["generation"]! > 0);
        Assert.Contains("base evaluating  6 explorations", run.Trained.Error, StringComparison.Ordinal);
        Assert.Contains("2/2 learning", run.Trained.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_everything_in_the_run_folder()
    {
        var folder = new RunFolder(run.Folder);
        Assert.Equal(2, RunFile.Read(folder).Recipe.Iterations);
        // Another test may have written it again: all but the times must be the same.
        Assert.True(JsonNode.DeepEquals(run.Report["iterations"], JsonNode.Parse(File.ReadAllText(folder.ReportJson))!["iterations"]));
        Assert.Contains("<svg", File.ReadAllText(folder.ReportHtml), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.In("tensorboard", "learning", "iteration-2")));
        Assert.True(File.Exists(folder.In("parameters", "policy", "v000002", "model.safetensors")));
    }

    [Fact]
    public async Task Should_say_before_it_goes_on_how_far_it_is()
    {
        var (said, planned) = (await Invocation.Of("train", "--resume", "--run", run.Folder, "--dry-run"), await Invocation.Of("train", "--resume", "--run", run.Folder, "--dry-run", "--json"));
        Assert.Contains("so far      2 of 2 learned, ", said.Output, StringComparison.Ordinal);
        Assert.Contains("the run is finished", said.Output, StringComparison.Ordinal);
        Assert.Equal((2, true), ((int)planned.Json["begun"]!["learned"]!, (bool)planned.Json["begun"]!["completed"]!));
    }

    [Fact]
    public void Should_count_the_tail_of_the_trajectories_that_the_learner_took() =>
        Assert.All(run.Report["iterations"]!.AsArray().Skip(1), row => Assert.Equal(
            row!["learning"]!["trajectories"]!.AsObject().Sum(source => (int)source.Value!), row["tail"]!.AsArray().Sum(bin => (int)bin!["trained"]!)));

    [Fact]
    public void Should_write_metrics_of_every_row_and_every_step()
    {
        var points = MetricsLog.Read(Path.Combine(run.Folder, RunMetrics.FileName)).ToList();
        Assert.Equal([0, 1, 2], points.Where(point => point.Kind == "evaluation").Select(point => point.Iteration));
        var steps = run.Report["iterations"]!.AsArray().Sum(row => (int?)row!["learning"]?["steps"] ?? 0);
        Assert.Equal(steps, points.Count(point => point.Kind == "learning"));
    }

    [Fact]
    public async Task Should_be_evaluated_with_as_many_samples_as_the_recipe_says()
    {
        var evaluated = await Invocation.Of(
            "evaluate", run.Folder, "--count", "2", "--json", "--set", "Evaluation.Samples=4", "--set", "Evaluation.PassAt=[1,2]", "--set", "Problems.Countdown.Numbers=[3]");
        Assert.Equal((2, 4), ((int)evaluated.Json["problems"]!, (int)evaluated.Json["samples"]!));
        Assert.Equal(["1", "2", "4"], evaluated.Json["passAt"]!.AsObject().Select(pair => pair.Key));
    }

    [Fact]
    public async Task Should_be_evaluated_with_critique_at_equal_tokens()
    {
        var evaluated = await Invocation.Of(
            "evaluate", run.Folder, "--critique", "--count", "3", "--json", "--set", "Evaluation.Samples=4", "--set", "Evaluation.PassAt=[1,4]", "--set", "Critic.Kind=Exact", "--set", "Problems.Countdown.Numbers=[3]");
        Assert.True(evaluated.Code == 0, evaluated.Error);
        var methods = evaluated.Json["testTime"]!.AsArray();
        Assert.Equal(5, methods.Count);
        Assert.All(methods, method => Assert.Equal(3, method!["curve"]!.AsArray().Count)); // 1, 2 and 4 samples' worth
        var (oracle, best) = (methods[0]!["curve"]![2]!, methods[3]!["curve"]![2]!);
        Assert.Equal((double)oracle["right"]!, (double)best["right"]!); // the exact critic finds what is there, and costs nothing
    }

    [Fact]
    public async Task Should_be_evaluated_with_critique_though_attempts_are_too_long_for_the_critic()
    {
        var evaluated = await Invocation.Of(
            "evaluate", run.Folder, "--critique", "--count", "2", "--json", "--set", "Evaluation.Samples=2", "--set", "Evaluation.PassAt=[1]", "--set", "Generation.MaxContext=24", "--set", "Problems.Countdown.Numbers=[3]");
        Assert.True(evaluated.Code == 0, evaluated.Error);
        Assert.All(evaluated.Json["testTime"]!.AsArray(), method => Assert.Equal(2, method!["curve"]!.AsArray().Count));
    }

    [Fact]
    public async Task Should_be_measured_on_other_problems_where_settings_are_chosen()
    {
        string[] measure = ["evaluate", "embedded", "--count", "4", "--json", "--set", "Evaluation.Samples=2", "--set", "Evaluation.PassAt=[1]", "--set", "Problems.Countdown.Numbers=[3]"];
        var heldOut = await Invocation.Of(measure);
        var validation = await Invocation.Of([.. measure, "--set", "Evaluation.Split=Validation"]);
        Assert.NotEqual((double)heldOut.Json["tokenEntropy"]!, (double)validation.Json["tokenEntropy"]!);
    }

    [Fact]
    public async Task Should_not_be_mistaken_for_its_base_when_its_parameters_are_gone()
    {
        var copy = Directory.CreateTempSubdirectory();
        foreach (var file in new[] { "run.json", "report.json" })
            File.Copy(Path.Combine(run.Folder, file), Path.Combine(copy.FullName, file));

        var evaluated = await Invocation.Of("evaluate", copy.FullName);

        copy.Delete(recursive: true);
        Assert.Equal(3, evaluated.Code);
        Assert.Contains("parameters are gone", evaluated.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_list_explorations()
    {
        var all = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--limit", "0");
        Assert.Equal(24, (int)all.Json["found"]!);
        var some = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--limit", "5", "--iteration", "1");
        Assert.Equal((12, 5), ((int)some.Json["found"]!, some.Json["explorations"]!.AsArray().Count));
        var held = await Invocation.Of("rollouts", "list", run.Folder, "--evaluation", "--json");
        Assert.Equal(6, (int)(await Invocation.Of("rollouts", "list", run.Folder, "--iteration", "-1", "--json")).Json["found"]!);
        Assert.Equal(18, (int)held.Json["found"]!);
        Assert.Contains("20 of 24 explorations", (await Invocation.Of("rollouts", "list", run.Folder)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_an_exploration_with_its_critiques()
    {
        var shown = (await Invocation.Of("rollouts", "show", run.Folder, "--json")).Json;
        Assert.Contains(shown["attempts"]!.AsArray(), attempt => attempt!["critique"] is not null);
        var text = await Invocation.Of("rollouts", "show", run.Folder, (string)shown["id"]!);
        Assert.Contains((string)shown["statement"]!, text.Output, StringComparison.Ordinal);
        Assert.Contains("critique", text.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await Invocation.Of("rollouts", "show", run.Folder, "no-such-exploration")).Code);
    }

    [Fact]
    public async Task Should_count_explorations_as_the_report_does()
    {
        var rows = (await Invocation.Of("rollouts", "stats", run.Folder, "--json")).Json["iterations"]!.AsArray();
        Assert.Equal(5, rows.Count);
        var learned = rows.Where(row => (string?)row!["purpose"] == "training").ToList();
        Assert.Equal(run.Report["iterations"]!.AsArray().Skip(1).Select(row => (long)row!["generatedTokens"]!), learned.Select(row => (long)row!["generatedTokens"]!));
        Assert.Equal(run.Report["iterations"]!.AsArray().Skip(1).Select(row => (int)row!["acceptedTrajectories"]!), learned.Select(row => (int)row!["accepted"]!));
    }

    [Fact]
    public async Task Should_evaluate_the_base_as_the_run_did()
    {
        var evaluated = await Invocation.Of(["evaluate", "embedded", "--count", "6", "--samples", "4", "--json", .. TinyRun.Settings]);
        Assert.Equal(["1", "4"], evaluated.Json["passAt"]!.AsObject().Select(pair => pair.Key));
        Close.Equal((double)run.Report["iterations"]![0]!["passAt"]!["1"]!, (double)evaluated.Json["passAt"]!["1"]!, Tolerance.Double);
        Assert.Equal((6, 4), ((int)evaluated.Json["problems"]!, (int)evaluated.Json["samples"]!));
    }

    [Fact]
    public async Task Should_evaluate_the_newest_policy_of_a_run()
    {
        var evaluated = await Invocation.Of(["evaluate", run.Folder, "--count", "6", "--samples", "2", "--json", .. TinyRun.Settings]);
        Assert.Equal(0, evaluated.Code);
        Assert.Equal(["problems", "samples", "temperature", "passAt", "distinctPerProblem", "tokenEntropy", "generatedTokens", "tokensPerSecond"],
            evaluated.Json.AsObject().Select(pair => pair.Key).Take(8));
    }

    [Theory]
    [InlineData("exact", -1)]
    [InlineData("model", 0)]
    public async Task Should_solve_with_either_critic(string critic, int version)
    {
        var solved = await Invocation.Of("solve", "3 7 25 50 -> 82", "--critic", critic, "--json");
        Assert.Equal(0, solved.Code);
        Assert.Equal(version, (int)solved.Json["criticVersion"]!);
        Assert.NotNull(solved.Json["attempts"]![0]!["critique"]);
    }

    [Fact]
    public async Task Should_write_the_same_report_again_when_a_finished_run_is_resumed()
    {
        var again = await Invocation.Of("train", "--resume", "--run", run.Folder, "--json");
        Assert.Equal(0, again.Code);
        Assert.True(JsonNode.DeepEquals(run.Report["iterations"], again.Json["iterations"]));
        Assert.True(JsonNode.DeepEquals(run.Report["parameters"], again.Json["parameters"]));
    }

    [Fact]
    public async Task Should_refuse_a_folder_that_has_a_run_and_settings_that_change_it()
    {
        var begun = await Invocation.Of("train", "--run", run.Folder);
        Assert.Equal(3, begun.Code);
        Assert.Contains("--resume", begun.Error, StringComparison.Ordinal);
        var changed = await Invocation.Of("train", "--resume", "--run", run.Folder, "--set", "Seed=2");
        Assert.Equal(3, changed.Code);
        Assert.Contains("Seed (1 before, 2 now)", changed.Error, StringComparison.Ordinal);
    }
}
