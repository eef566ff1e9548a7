using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary><c>critique cluster</c>, of which parts are killed.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class SmallClusterTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    [Fact]
    public async Task Should_start_again_what_is_killed_and_leave_no_process_behind()
    {
        using var cluster = ProgramProcess.Start(["cluster", "--run", Folder, "--rollouts", "1", .. TinyRun.Settings]);
        Assert.True(await cluster.UntilAsync(() => Events() > 30), cluster.Output + cluster.Error);
        using (var worker = Process.GetProcessById(Id(cluster, "rollout-1")))
            worker.Kill();
        var code = await cluster.EndAsync();

        Assert.True(code == 0, cluster.Output + cluster.Error);
        Assert.Contains("rollout-1 ended with 137: started again", cluster.Error, StringComparison.Ordinal);
        var report = JsonNode.Parse(await File.ReadAllTextAsync(new RunFolder(Folder).ReportJson))!;
        AssertSameParameters(report);
        foreach (var name in new[] { "core-1", "core-2", "core-3", "critic-1" })
            Assert.Throws<ArgumentException>(() => Process.GetProcessById(Id(cluster, name)));
    }

    [Fact]
    public async Task Should_take_its_processes_with_it_when_it_is_killed()
    {
        using var cluster = ProgramProcess.Start(["cluster", "--run", Folder, "--rollouts", "1", .. TinyRun.Settings, "--set", "Iterations=100"]);
        Assert.True(await cluster.UntilAsync(() => cluster.Error.Contains("how they stand", StringComparison.Ordinal)), cluster.Output + cluster.Error);
        using var learner = Process.GetProcessById(Id(cluster, "learner"));
        using var worker = Process.GetProcessById(Id(cluster, "rollout-1"));

        cluster.Kill();

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Task.WhenAll(learner.WaitForExitAsync(limit.Token), worker.WaitForExitAsync(limit.Token));
    }

    private static int Id(ProgramProcess cluster, string name) =>
        int.Parse(Regex.Match(cluster.Error, $"{name}: process ([0-9]+)").Groups[1].Value, CultureInfo.InvariantCulture);
}
