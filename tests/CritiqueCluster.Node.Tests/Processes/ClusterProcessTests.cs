using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A run that three core nodes lead, with its learner and its workers in other processes, any of which may be killed.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed partial class ClusterProcessTests : ProcessTest
{
    private readonly PrivatePostgres _postgres;
    private readonly string[] _hasty;
    private string[] _journal = [];

    public ClusterProcessTests(TinyRun undisturbed, PrivatePostgres postgres)
        : base(undisturbed)
    {
        _postgres = postgres;
        var file = Beside("hasty.conf");
        File.WriteAllText(file, Hasty);
        _hasty = ["--akka", file];
    }

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Should_end_as_in_one_process_though_its_leader_and_its_learner_are_killed(string provider)
    {
        if (provider == "postgresql")
            _journal = ["--set", "Journal.Provider=postgresql", "--set", $"Journal.Connection={_postgres.NewJournal().ConnectionWithoutPassword}"];
        using var first = Train();
        var door = await DoorAsync(first);
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
        Assert.Contains("in use by ", alone.Error, StringComparison.Ordinal);
        Assert.Contains("--join", alone.Error, StringComparison.Ordinal);
        using var again = Train("--resume", "--join", cores);
        Assert.Equal(0, await again.EndAsync());
        Assert.Contains("joined the nodes", again.Error, StringComparison.Ordinal);

        await AssertUndisturbedAsync(JsonNode.Parse(again.Output)!);
        foreach (var node in new[] { second, third, worker })
            Assert.Equal(0, await node.EndAsync());
    }

    [Theory]
    [InlineData("leader")]
    [InlineData("learner")]
    public async Task Should_end_a_node_that_stood_still_until_the_others_went_on_without_it(string what)
    {
        using var train = Train();
        var door = await DoorAsync(train);
        using var leader = await CoreAsync(door);
        using var second = await CoreAsync(door);
        using var third = await CoreAsync(door);
        var cores = string.Join(',', Address(second), Address(third));
        using var worker = Node("rollout,critic", $"{door},{cores}");
        Assert.True(await train.UntilAsync(() => Events() > 30), train.Error + worker.Output + worker.Error);
        var stalled = what == "leader" ? leader : train;
        var name = (await NodesAsync(second)).Single(node => what == "leader" ? (bool)node["isOldestCore"]! : (string)node["roles"]![0]! == "learner")["address"]!.ToString();
        stalled.Freeze();
        while ((await NodesAsync(second)).Any(node => node["address"]!.ToString() == name))
            await Task.Delay(500);
        await HoldAsync("pause", second); // else a run as short as this may be over before a leader has noticed, and it ends as all do then
        stalled.Thaw();

        Assert.True(await stalled.EndAsync() == 4, stalled.Output + stalled.Error);
        Assert.Contains("This node is out of the cluster", stalled.Error, StringComparison.Ordinal);
        using var again = what == "learner" ? Train("--resume", "--join", cores) : null;
        await HoldAsync("resume", second);
        var last = again ?? train;
        Assert.True(await last.EndAsync() == 0, last.Error);
        await AssertUndisturbedAsync(JsonNode.Parse(last.Output)!);
    }

    private ProgramProcess Train(params string[] more) => ProgramProcess.Start(
        ["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "learner", .. _hasty, .. more.Contains("--resume") ? [] : TinyRun.Settings.Concat(_journal), .. more]);

    private ProgramProcess Node(string roles, string join) => ProgramProcess.Start(["node", "--join", join, "--roles", roles, "--once", .. _hasty]);

    private async Task<ProgramProcess> CoreAsync(string join)
    {
        var core = Node("core", join);
        await AddressAsync(core, () => core.Output, Known());
        return core;
    }

    private static async Task<IReadOnlyList<JsonNode>> NodesAsync(ProgramProcess core) =>
        [.. JsonNode.Parse((await Invocation.Of("status", "--at", Address(core), "--json")).Output)!["nodes"]!.AsArray().Select(node => node!)];

    /// <summary>Asked again while the actor that leads the run is moving to another node.</summary>
    private static async Task HoldAsync(string verb, ProgramProcess core)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await Invocation.Of(verb, "--at", Address(core))).Code != 0)
            await Task.Delay(500, limit.Token);
    }

    private static string Address(ProgramProcess core) => Known().Match(core.Output).Groups[1].Value;

    [GeneratedRegex(" at ([0-9.:]+), too")]
    private static partial Regex Known();
}
