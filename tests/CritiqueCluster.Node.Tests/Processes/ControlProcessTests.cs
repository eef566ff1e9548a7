using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A learner that waits for runs, and what operators do to them, by the real program.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed partial class ControlProcessTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_learn_what_is_handed_to_it_though_it_is_paused_stopped_and_killed()
    {
        using var learner = Learner();
        var door = await AddressAsync(learner, () => learner.Output, Waiting());
        using var rollout = ProgramProcess.Start("node", "--join", door, "--roles", "rollout");
        using var critic = ProgramProcess.Start("node", "--join", door, "--roles", "critic");
        using var first = ProgramProcess.Start(["train", "--cluster", door, "--run", "tiny", .. TinyRun.Settings]);
        Assert.True(await first.UntilAsync(() => Events() > 20), first.Error + learner.Output + rollout.Output);
        Assert.True(await critic.UntilAsync(() => critic.Output.Contains("its name in the cluster", StringComparison.Ordinal)), critic.Output);

        Assert.Contains("at tiny", (await Invocation.Of("train", "--cluster", door)).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Invocation.Of("pause", "--at", door)).Code);
        var status = await Invocation.Of("status", "--at", door, "--json");
        var seen = JsonNode.Parse(status.Output)!;
        Assert.Equal("paused", (string?)seen["progress"]!["hold"]);
        Assert.Equal(3, seen["nodes"]!.AsArray().Count);
        using var follower = ProgramProcess.Start("train", "--cluster", door, "--resume", "--run", "tiny"); // somebody else looks on
        Assert.True(await follower.UntilAsync(() => follower.Error.Contains("the learner is at tiny", StringComparison.Ordinal)), follower.Error);
        Assert.Equal(0, (await Invocation.Of("resume", "--at", door)).Code);
        Assert.Equal(0, (await Invocation.Of("stop", "--at", door)).Code);
        Assert.Equal((130, 130), (await first.EndAsync(), await follower.EndAsync()));
        Assert.Contains("--resume --run tiny", first.Error, StringComparison.Ordinal);

        learner.Kill();
        await learner.EndAsync();
        using var again = Learner(door);
        Assert.True(await again.UntilAsync(() => Waiting().IsMatch(again.Output)), again.Output + again.Error); // what was stopped stays so
        using var second = ProgramProcess.Start("train", "--cluster", door, "--resume", "--run", "tiny", "--json");
        var before = Events();
        Assert.True(await second.UntilAsync(() => Events() > before + 5), second.Error + again.Output);
        again.Kill();
        await again.EndAsync();
        using var last = Learner(door); // what was under way goes on by itself
        Assert.True(await second.EndAsync() == 0, second.Error + last.Output + last.Error);
        AssertSameParameters(JsonNode.Parse(second.Output)!);
        var completed = Completed();
        Assert.Equal((42, 42), (completed.Count, completed.Distinct().Count()));
    }

    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_end_a_worker_that_is_drained_and_go_on_with_the_others()
    {
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "core,learner", .. TinyRun.Settings]);
        var door = await DoorAsync(train);
        using var rollout = ProgramProcess.Start("node", "--join", door, "--roles", "rollout");
        Assert.True(await train.UntilAsync(() => Events() > 20), train.Error + rollout.Output);
        using var other = ProgramProcess.Start("node", "--join", door, "--once");
        var nodes = JsonNode.Parse((await Invocation.Of("status", "--at", door, "--json")).Output)!["nodes"]!.AsArray();
        var name = (string)nodes.Single(node => node!["roles"]!.AsArray().Select(role => (string)role!).SequenceEqual(["rollout"]))!["address"]!;
        Assert.Equal(0, (await Invocation.Of("drain", name, "--at", door)).Code);
        Assert.Equal(0, await rollout.EndAsync());
        Assert.Contains("drained", rollout.Output, StringComparison.Ordinal);

        Assert.Equal(0, await train.EndAsync());
        AssertSameParameters(JsonNode.Parse(train.Output)!);
        Assert.Equal(0, await other.EndAsync());
    }

    [Theory]
    [InlineData("node", "--join", "127.0.0.1:1", "--roles", "core", "--port")]
    [InlineData("train", "quick", "--run", "taken", "--listen")]
    public async Task Should_say_at_once_that_a_port_is_taken(params string[] args)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var run = await Invocation.Of([.. args, args[0] == "node" ? $"{port}" : $"127.0.0.1:{port}"]);
        Assert.Equal(4, run.Code);
        Assert.Contains($"Cannot listen at 127.0.0.1:{port}", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists("taken"));
    }

    [Fact]
    public async Task Should_say_who_takes_runs()
    {
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--listen", "127.0.0.1:0", "--roles", "core,learner", .. TinyRun.Settings]);
        var handed = await Invocation.Of("train", "--cluster", await DoorAsync(train));
        Assert.Equal(3, handed.Code);
        Assert.Contains("takes no runs: name a learner that waits for one", handed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "--at", "127.0.0.1:1", 4, "Nobody answers at 127.0.0.1:1")]
    [InlineData("pause", "--at", "", 3, "--at")]
    [InlineData("train", "--cluster", "127.0.0.1:1", 4, "Nobody answers at 127.0.0.1:1")]
    [InlineData("train", "--cluster", "nowhere", 3, "--cluster")]
    public async Task Should_say_what_is_wrong(string command, string option, string value, int code, string named)
    {
        var refused = await Invocation.Of(command, option, value);
        Assert.Equal(code, refused.Code);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_let_nobody_change_a_run_who_does_not_name_the_program()
    {
        using var learner = Learner();
        var door = await AddressAsync(learner, () => learner.Output, Waiting());
        using var http = new HttpClient();
        foreach (var path in new[] { "runs", "run/stop", "nodes/127.0.0.1:1/drain" })
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await http.PostAsync(new Uri($"http://{door}/{path}"), null)).StatusCode);
    }

    /// <summary>In a working directory of its own, where its <c>runs/</c> are.</summary>
    private ProgramProcess Learner(string address = "127.0.0.1:0")
    {
        var parts = address.Split(':');
        return ProgramProcess.StartAt(Directory.CreateDirectory(Beside("learner")).FullName, "node", "--roles", "learner,core", "--host", parts[0], "--port", parts[1]);
    }

    protected override string Folder => Path.Combine(Beside("learner"), "runs", "tiny");

    [GeneratedRegex("train --cluster ([0-9.:]+)`")]
    private static partial Regex Waiting();
}
