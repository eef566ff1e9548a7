using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Replay;

[Collection(nameof(TinyRunCollection))]
public sealed class CriticReplayTests(TinyRun run)
{
    [Fact]
    public async Task Should_change_nothing_with_the_critic_that_the_run_had()
    {
        var heard = await Invocation.Of("replay", run.Folder, "--critic", "embedded", "--json");

        Assert.True(heard.Code == 0, heard.Error);
        var total = heard.Json["total"]!;
        Assert.True((int)total["critiques"]! > 0);
        Assert.Equal((int)total["critiques"]!, (int)total["sameStep"]!);
        Assert.Equal((double?)total["accuracyBefore"], (double?)total["accuracyAfter"]);
        Assert.Equal((int)total["accepted"]!["all"]!, (int)total["accepted"]!["stand"]!);
        Assert.Equal(heard.Json["before"]!.ToJsonString(), heard.Json["after"]!.ToJsonString());
        Close.Equal((double)run.Report["criticF1"]!, (double)heard.Json["before"]!["f1"]!, Tolerance.Double);
    }

    [Fact]
    public async Task Should_bound_what_critics_could_do_with_the_exact_one()
    {
        var heard = await Invocation.Of("replay", run.Folder, "--critic", "exact", "--json");
        var shown = await Invocation.Of("replay", run.Folder, "--critic", "exact");

        Assert.True((bool)heard.Json["exact"]!);
        Assert.Equal((1.0, 1.0), ((double)heard.Json["total"]!["accuracyAfter"]!, (double)heard.Json["after"]!["f1"]!));
        Assert.Equal([0, 1], heard.Json["iterations"]!.AsArray().Select(row => (int)row!["iteration"]!));
        Assert.Contains("exact critic (an upper bound): F1 1.000", shown.Output, StringComparison.Ordinal);
        Assert.Contains("accepted trajectories: ", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_a_critic_that_is_none()
    {
        var heard = await Invocation.Of("replay", run.Folder, "--critic", "no-such-critic");

        Assert.Equal(3, heard.Code);
        Assert.Contains("no-such-critic", heard.Error, StringComparison.Ordinal);
    }
}
