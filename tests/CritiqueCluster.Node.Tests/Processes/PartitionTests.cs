using System.Text.Json.Nodes;

using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>
/// A cluster whose network is divided. The journal, which stands in for a database that both sides still reach, is not: whoever is left
/// on the wrong side could write on, and must not.
/// </summary>
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

            network.CutOff(minority);
            foreach (var machine in minority)
            {
                Assert.Equal(4, await nodes[machine].EndAsync());
                Assert.Contains(Out, nodes[machine].Error, StringComparison.Ordinal);
                nodes[machine].Dispose();
            }
            network.Heal(minority);
            foreach (var machine in minority)
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
