using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A run that three core nodes lead, with its learner and its workers in other processes, any of which may be killed.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed partial class ClusterProcessTests : IDisposable
{
    private readonly TinyRun _undisturbed;
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();
    private readonly string[] _hasty;

    public ClusterProcessTests(TinyRun undisturbed)
    {
        _undisturbed = undisturbed;
        var file = Path.Combine(_parent.FullName, "hasty.conf");
        File.WriteAllText(file, """
            akka.cluster.split-brain-resolver.stable-after = 4s
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
            """);
        _hasty = ["--akka", file];
    }

    private string Folder => Path.Combine(_parent.FullName, "tiny");

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task Should_end_as_in_one_process_though_its_leader_and_its_learner_are_killed()
    {
        using var first = Train();
        var door = await AddressAsync(first, () => first.Error, Door());
        using var leader = await CoreAsync(door);
        using var second = await CoreAsync(door);
        using var third = await CoreAsync(door);
        var cores = string.Join(',', Address(second), Address(third));
        using var worker = Node("rollout,critic", $"{door},{cores}");
        Assert.True(await first.UntilAsync(() => Events() > 30), first.Error + worker.Output + worker.Error);
        leader.Kill();
        first.Kill();

        using var alone = Train("--resume");
        Assert.Equal(4, await alone.EndAsync());
        Assert.Contains("--join", alone.Error, StringComparison.Ordinal);
        using var again = Train("--resume", "--join", cores);
        Assert.Equal(0, await again.EndAsync());
        Assert.Contains("joined the nodes", again.Error, StringComparison.Ordinal);

        var report = JsonNode.Parse(again.Output)!;
        Assert.Equal((string?)_undisturbed.Report["parameters"]!["policy"], (string?)report["parameters"]!["policy"]);
        var completed = ExplorationFold.Completed(new JournalReader(Folder).Entries()).Select(e => e.Record.Id).ToList();
        Assert.Equal((42, 42), (completed.Count, completed.Distinct().Count()));
        foreach (var node in new[] { second, third, worker })
            Assert.Equal(0, await node.EndAsync());
    }

    private ProgramProcess Train(params string[] more) => ProgramProcess.Start(
        ["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "learner", .. _hasty, .. more.Contains("--resume") ? [] : TinyRun.Settings, .. more]);

    private ProgramProcess Node(string roles, string join) => ProgramProcess.Start(["node", "--join", join, "--roles", roles, "--once", .. _hasty]);

    private async Task<ProgramProcess> CoreAsync(string join)
    {
        var core = Node("core", join);
        await AddressAsync(core, () => core.Output, Known());
        return core;
    }

    private static async Task<string> AddressAsync(ProgramProcess process, Func<string> said, Regex address)
    {
        Assert.True(await process.UntilAsync(() => address.IsMatch(said())), process.Output + process.Error);
        return address.Match(said()).Groups[1].Value;
    }

    private static string Address(ProgramProcess core) => Known().Match(core.Output).Groups[1].Value;

    private int Events() => new JournalReader(Folder).Entries().Count();

    [GeneratedRegex("--join ([0-9.:]+)`")]
    private static partial Regex Door();

    [GeneratedRegex(" at ([0-9.:]+), too")]
    private static partial Regex Known();
}
