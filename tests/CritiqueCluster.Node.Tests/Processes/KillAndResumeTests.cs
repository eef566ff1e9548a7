using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Tests.Reports;
using CritiqueCluster.Node.Tests.Training;

using Xunit.Abstractions;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>The real program, killed and interrupted, against the same run undisturbed.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed class KillAndResumeTests(TinyRun undisturbed, ITestOutputHelper output) : ProcessTest(undisturbed)
{
    private const int Kills = 5;

    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_end_as_a_run_that_was_never_killed()
    {
        var events = Events(Undisturbed.Folder);
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Somewhere in what is left: any moment of the run may be hit, its very beginning and end, too.
            // A run in several lives may have more events than one that was never killed: each life records its usage.
            var written = Events();
            var moment = random.Next(written, Math.Max(written, events) + 1);
            using var killed = Resume();
            await killed.UntilAsync(() => Events() >= moment);
            killed.Kill();
            await killed.EndAsync();
        }
        using var last = Resume();
        Assert.Equal(0, await last.EndAsync());
        AssertSame(JsonNode.Parse(last.Output)!);
        Assert.Equal(MetricsOf(Undisturbed.Folder), MetricsOf(Folder));
        Assert.Equal(CurvesOf(Undisturbed.Folder, PurgeRule.Start), CurvesOf(Folder, PurgeRule.Start));
        Assert.Equal(CurvesOf(Undisturbed.Folder, PurgeRule.Preempt), CurvesOf(Folder, PurgeRule.Preempt));
    }

    private static IEnumerable<(string, int, int)> MetricsOf(string folder) =>
        MetricsLog.Read(Path.Combine(folder, RunMetrics.FileName)).Select(point => (point.Kind, point.Iteration, point.Step)).Order();

    private static IEnumerable<string> CurvesOf(string folder, PurgeRule rule) =>
        TensorBoardReader.Steps(Path.Combine(folder, "tensorboard"), rule).Select(curve => $"{curve.Key}: {string.Join(' ', curve.Value)}").Order(StringComparer.Ordinal);

    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_make_a_damaged_version_again_from_the_journal()
    {
        using (var killed = Resume())
        {
            await killed.UntilAsync(() => File.Exists(Path.Combine(Folder, "checkpoints", "000001", "learner.json")));
            killed.Kill();
            await killed.EndAsync();
        }
        using (var model = File.OpenWrite(Path.Combine(Folder, "parameters", "policy", "v000001", "model.safetensors")))
            model.SetLength(300);
        using var last = Resume();
        Assert.Equal(0, await last.EndAsync());
        AssertSame(JsonNode.Parse(last.Output)!);
    }

    [SkippableFact]
    public async Task Should_drain_at_ctrl_c_and_go_on_later()
    {
        Skip.If(OperatingSystem.IsWindows());
        using (var interrupted = Resume())
        {
            await interrupted.UntilAsync(() => Events() > 20);
            interrupted.Interrupt();
            Assert.Equal(130, await interrupted.EndAsync());
            Assert.Contains($"--resume --run {Folder}", interrupted.Error, StringComparison.Ordinal);
            Assert.Empty(interrupted.Output);
        }
        using var last = Resume();
        Assert.Equal(0, await last.EndAsync());
        AssertSame(JsonNode.Parse(last.Output)!);
    }

    [SkippableFact]
    public async Task Should_leave_at_once_at_a_second_ctrl_c()
    {
        Skip.If(OperatingSystem.IsWindows());
        using var interrupted = Resume();
        await interrupted.UntilAsync(() => Events() > 20);
        interrupted.Interrupt();
        interrupted.Interrupt();
        Assert.Equal(130, await interrupted.EndAsync());
    }

    [Fact]
    public async Task Should_refuse_a_run_folder_that_another_process_uses_and_name_that_process()
    {
        using var first = Resume();
        await first.UntilAsync(() => Events() > 0);
        first.Freeze(); // so that it does not end before the second one has looked
        using var second = Resume();
        Assert.Equal(4, await second.EndAsync());
        Assert.Contains($"process {first.Id}", second.Error, StringComparison.Ordinal);
        Assert.Empty(second.Output);
    }

    private ProgramProcess Resume() => ProgramProcess.Start(["train", "--resume", "--run", Folder, "--json", .. TinyRun.Settings]);

    private void AssertSame(JsonNode report)
    {
        AssertSameParameters(report);
        Assert.True(JsonNode.DeepEquals(Learned(Undisturbed.Report), Learned(report)), $"expected {Learned(Undisturbed.Report)}, got {Learned(report)}");
        var completed = Completed();
        Assert.Equal(completed.Distinct().Count(), completed.Count);
        Assert.Equal([0, 1], Journalled().Select(entry => entry.Event).OfType<ParametersPublished>().Select(published => published.Iteration));
    }

    /// <summary>What must be the same in every row: not how long it took.</summary>
    private static JsonArray Learned(JsonNode report) =>
        [.. report["iterations"]!.AsArray().Select(row => new JsonObject
        {
            ["policy"] = row!["policy"]?.DeepClone(),
            ["passAt"] = row["passAt"]?.DeepClone(),
            ["accepted"] = row["acceptedTrajectories"]?.DeepClone(),
            ["tokens"] = row["generatedTokens"]?.DeepClone(),
            ["entropy"] = row["tokenEntropy"]?.DeepClone(),
        })];
}
