using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A critic that learns in one process and criticises in others, or is killed, against the same run in one process.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class TaughtCriticProcessTests(TinyRun undisturbed, TaughtCritic taught) : ProcessTest(undisturbed), IClassFixture<TaughtCritic>
{
    [Fact]
    public async Task Should_give_its_versions_to_the_nodes_that_criticise()
    {
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "core,learner,rollout", .. TaughtCritic.Settings]);
        using var critic = ProgramProcess.Start("node", "--join", await DoorAsync(train), "--roles", "critic", "--once");

        Assert.True(await train.EndAsync() == 0, train.Error + critic.Output + critic.Error);
        Assert.Equal(0, await critic.EndAsync());
        AssertSame(train.Output);
    }

    [Fact]
    public async Task Should_end_in_the_same_critic_when_it_was_killed()
    {
        var events = Events(taught.Folder);
        foreach (var moment in new[] { events / 3, events * 2 / 3, events - 3 })
        {
            using var killed = Resume();
            Assert.True(await killed.UntilAsync(() => Events() >= moment), killed.Error);
            Assert.True(moment > events / 2 || !killed.HasExited, killed.Error); // the last ones may come too late
            killed.Kill();
            await killed.EndAsync();
        }
        using var last = Resume();

        Assert.True(await last.EndAsync() == 0, last.Error);
        AssertSame(last.Output);
    }

    private ProgramProcess Resume() => ProgramProcess.Start(["train", "--resume", "--run", Folder, "--json", .. TaughtCritic.Settings]);

    private void AssertSame(string output) =>
        Assert.True(JsonNode.DeepEquals(taught.Trained.Json["parameters"], JsonNode.Parse(output)!["parameters"]), output);
}
