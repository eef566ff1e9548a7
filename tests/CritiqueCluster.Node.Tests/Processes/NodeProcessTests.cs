using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A run whose work is done by other processes, which come and go, against the same run in one process.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed class NodeProcessTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_end_as_in_one_process_though_workers_are_killed_and_added()
    {
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "core,learner", .. TinyRun.Settings]);
        var address = await DoorAsync(train);
        using var rollouts = ProgramProcess.Start("node", "--join", address, "--roles", "rollout");
        using var critic = ProgramProcess.Start("node", "--join", address, "--roles", "critic", "--once");
        Assert.True(await train.UntilAsync(() => Events() > 30), train.Error + rollouts.Output + rollouts.Error);
        rollouts.Kill();
        using var other = ProgramProcess.Start("node", "--join", address, "--once");

        Assert.Equal(0, await train.EndAsync());
        var report = JsonNode.Parse(train.Output)!;
        AssertSameParameters(report);
        var completed = Completed();
        Assert.Equal((42, 42), (completed.Count, completed.Distinct().Count()));
        Assert.Equal((0, 0), (await other.EndAsync(), await critic.EndAsync()));
        Assert.Contains("is over", other.Output, StringComparison.Ordinal);
    }

    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_let_in_only_who_shows_a_certificate_of_the_issuer()
    {
        var right = await CertificatesAsync("right");
        var stranger = await CertificatesAsync("stranger");
        var environment = new Dictionary<string, string> { [CertificateOptions.Variable] = right };
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "core,learner", "--certificates", right, .. TinyRun.Settings]);
        var address = await DoorAsync(train);
        using var nobody = ProgramProcess.Start("node", "--join", address);
        using var other = ProgramProcess.Start("node", "--join", address, "--certificates", stranger);
        foreach (var refused in new[] { nobody, other })
            Assert.True(await refused.UntilAsync(() => refused.Output.Contains("--certificates", StringComparison.Ordinal)), refused.Output + refused.Error);
        using var worker = ProgramProcess.StartWith(environment, "node", "--join", address, "--once");

        Assert.True(await train.EndAsync() == 0, train.Error);
        AssertSameParameters(JsonNode.Parse(train.Output)!);
        Assert.Equal(0, await worker.EndAsync());
        Assert.Contains("is over", worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("working", nobody.Output + other.Output, StringComparison.Ordinal);
    }

    [Trait(nameof(Category), Category.Slow)]
    [Fact]
    public async Task Should_tell_nobody_of_a_cluster_that_it_was_not_let_into()
    {
        using var train = ProgramProcess.Start(["train", "--run", Folder, "--listen", "127.0.0.1:0", "--roles", "learner", .. TinyRun.Settings]);
        using var http = new HttpClient();
        var description = await http.GetByteArrayAsync(new Uri($"http://{await DoorAsync(train)}/run"));
        train.Kill();
        Assert.NotEqual(0, await train.EndAsync());
        var free = FreeAddress();
        using var door = new HttpListener { Prefixes = { $"http://{free}/" } };
        door.Start();
        var asked = Task.Run(async () =>
        {
            var context = await door.GetContextAsync();
            await context.Response.OutputStream.WriteAsync(description); // and nobody is there any more
            context.Response.Close();
        });
        var impatient = Beside("impatient.conf");
        await File.WriteAllTextAsync(impatient, "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 5s");
        using var core = ProgramProcess.Start("node", "--join", free, "--roles", "core", "--akka", impatient);

        Assert.Equal(4, await core.EndAsync());
        await asked;
        Assert.Contains("working for", core.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("others find", core.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--listen", "10.1.2.3:7000", "--insecure")]
    [InlineData("--listen", "nowhere", "HOST:PORT")]
    [InlineData("--roles", "core,learner", "--listen")]
    [InlineData("--roles", "core,learner,dancer", "--roles")]
    [InlineData("--join", "127.0.0.1:1", "--resume")]
    [InlineData("--actor-port", "70000", "--actor-port")]
    [InlineData("--akka", "nowhere.conf", "nowhere.conf")]
    public async Task Should_refuse_what_makes_no_cluster(string option, string value, string named)
    {
        var refused = await Invocation.Of("train", "--run", Folder, option, value);
        Assert.Equal(3, refused.Code);
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Theory]
    [InlineData("CRITIQUE_PORT", "door", "CRITIQUE_PORT")]
    [InlineData("CRITIQUE_ROLES", "dancer", "--roles")]
    [InlineData("CRITIQUE_JOIN", "nowhere", "--join")]
    public async Task Should_refuse_what_the_environment_of_a_node_has_wrong(string variable, string value, string named)
    {
        using var node = ProgramProcess.StartWith(new Dictionary<string, string> { ["CRITIQUE_JOIN"] = "127.0.0.1:1", [variable] = value }, "node");
        Assert.Equal(3, await node.EndAsync());
        Assert.Contains(named, node.Error, StringComparison.Ordinal);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    /// <summary>Of an issuer of their own.</summary>
    private async Task<string> CertificatesAsync(string issuer)
    {
        var folder = Beside(issuer);
        Assert.Equal(0, (await Invocation.Of("certificates", folder)).Code);
        return Path.Combine(folder, "node");
    }
}
