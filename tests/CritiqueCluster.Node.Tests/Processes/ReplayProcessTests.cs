using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>Replays by the real program: interrupted, and on a machine with other threads.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class ReplayProcessTests(TinyRun run) : IDisposable
{
    // Enough steps that it can be interrupted between two of them.
    private const string Learning = "Learner.Epochs=10";

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public void Dispose() => _parent.Delete(recursive: true);

    [SkippableFact]
    public async Task Should_go_on_after_it_was_killed_or_interrupted_and_end_equal()
    {
        Skip.If(OperatingSystem.IsWindows());
        using (var killed = Replay("broken"))
        {
            await killed.UntilAsync(() => File.Exists(Path.Combine(In("broken"), "run.json")));
            killed.Kill();
            Assert.NotEqual(0, await killed.EndAsync());
        }
        using (var interrupted = Replay("broken"))
        {
            await interrupted.UntilAsync(() => Directory.Exists(Path.Combine(In("broken"), "parameters", "policy", "v000001")));
            interrupted.Interrupt();
            Assert.Equal(130, await interrupted.EndAsync());
            Assert.Empty(interrupted.Output);
        }
        using (var half = ProgramProcess.Start("replay", In("broken"), "--verify"))
            Assert.True(await half.EndAsync() == 0, half.Output + half.Error);
        using var last = Replay("broken");
        using var whole = Replay("whole");
        Assert.Equal((0, 0), (await last.EndAsync(), await whole.EndAsync()));
        Assert.Equal(Versions(whole), Versions(last));
    }

    [Fact]
    public async Task Should_verify_with_the_threads_of_the_run_whatever_the_machine_says()
    {
        using var train = ProgramProcess.Start(["train", "--run", In("two"), "--json", .. TinyRun.Settings, "--set", "Threads=2"]);
        Assert.True(await train.EndAsync() == 0, train.Error);
        var environment = new Dictionary<string, string> { ["CRITIQUE__Threads"] = "1", ["OMP_NUM_THREADS"] = "1" };
        using var verify = ProgramProcess.StartWith(environment, "replay", In("two"), "--verify", "--json");
        Assert.True(await verify.EndAsync() == 0, verify.Output + verify.Error);
        Assert.Equal((string?)JsonNode.Parse(train.Output)!["parameters"]!["policy"], (string?)JsonNode.Parse(verify.Output)!["versions"]![1]!["replayed"]);
    }

    private string In(string name) => Path.Combine(_parent.FullName, name);

    private ProgramProcess Replay(string output) => ProgramProcess.Start("replay", run.Folder, "--set", Learning, "--json", "--output", In(output));

    private static string Versions(ProgramProcess replay) => JsonNode.Parse(replay.Output)!["parent"]!["versions"]!.ToJsonString();
}
