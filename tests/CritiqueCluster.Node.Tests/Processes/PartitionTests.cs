using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>
/// A cluster whose network is divided. The journal, which stands in for a database that both sides still reach, is not: whoever is left
/// on the wrong side could write on, and must not.
/// </summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class PartitionTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    private const int Learner = 1, Leader = 2, Second = 3, Third = 4, Worker = 5;
    private const string Out = "This node is out of the cluster";

    private string[] _common = [];

    [SkippableTheory]
    [InlineData(Third)]
    [InlineData(Leader, Worker)]
    public async Task Should_end_what_is_cut_off_and_go_on_without_it_to_the_same_end(params int[] minority)
    {
        using var network = new SwitchedNetwork(5);
        await RunAsync(network, () => network.CutOff(minority), minority, () => network.Heal(minority));
    }

    [SkippableFact]
    public async Task Should_end_what_is_not_heard_any_more_though_it_hears()
    {
        using var network = new SwitchedNetwork(5);
        await RunAsync(network, () => network.Mute(Leader), [Leader], null);
    }

    /// <summary>A run on five machines of which some are cut off: they end, and the others go on to the same end.</summary>
    /// <param name="network">The machines.</param>
    /// <param name="cut">Cuts them off.</param>
    /// <param name="lost">Who they are.</param>
    /// <param name="heal">Mends the network, where they are to come back.</param>
    private async Task RunAsync(SwitchedNetwork network, Action cut, int[] lost, Action? heal)
    {
        await PrepareAsync();
        using var train = network.Start(Learner, ["train", "--run", Folder, "--json", "--listen", At(Learner), "--roles", "learner", .. _common, .. TinyRun.Settings]);
        await DoorAsync(train);
        var nodes = new Dictionary<int, ProgramProcess>();
        try
        {
            foreach (var core in new[] { Leader, Second, Third })
                Assert.True(await (nodes[core] = Core(network, core)).UntilAsync(() => nodes[core].Output.Contains(", too", StringComparison.Ordinal)), nodes[core].Error);
            nodes[Worker] = Node(network, Worker, "rollout,critic");
            Assert.True(await train.UntilAsync(() => Events() > 30), train.Error);

            cut();
            foreach (var machine in lost)
            {
                Assert.Equal(4, await nodes[machine].EndAsync());
                Assert.Contains(Out, nodes[machine].Error, StringComparison.Ordinal);
                nodes[machine].Dispose();
                nodes.Remove(machine);
            }
            heal?.Invoke();
            foreach (var machine in heal is null ? [] : lost)
                nodes[machine] = machine == Worker ? Node(network, Worker, "rollout,critic") : Core(network, machine);

            Assert.True(await train.EndAsync() == 0, train.Error);
            await AssertUndisturbedAsync(JsonNode.Parse(train.Output)!);
        }
        finally
        {
            foreach (var node in nodes.Values)
                node.Dispose();
        }
    }

    /// <summary>Certificates of one issuer, without which nodes listen on no real address, and settings that have it all happen soon.</summary>
    private async Task PrepareAsync()
    {
        Assert.Equal(0, (await Invocation.Of("certificates", Beside("certificates"))).Code);
        var hasty = Beside("hasty.conf");
        await File.WriteAllTextAsync(hasty, Hasty);
        _common = ["--akka", hasty, "--certificates", Path.Combine(Beside("certificates"), "node")];
    }

    private ProgramProcess Core(SwitchedNetwork network, int machine) => Node(network, machine, "core", "--port", "7000");

    private ProgramProcess Node(SwitchedNetwork network, int machine, string roles, params string[] more) => network.Start(
        machine, ["node", "--join", string.Join(',', At(Learner), At(Leader), At(Second), At(Third)), "--host", SwitchedNetwork.AddressOf(machine), "--roles", roles, .. more, .. _common]);

    private static string At(int machine) => $"{SwitchedNetwork.AddressOf(machine)}:7000";
}
