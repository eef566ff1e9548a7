using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Node.Control;

namespace CritiqueCluster.Node.Tests.Control;

public sealed class MissingWorkersTests
{
    [Fact]
    public void Should_name_the_role_that_work_waits_for()
    {
        var worker = new WorkerDescription("10.0.0.1:4053", 8, 1, 0, 0);
        var status = new ClusterStatus(null, [], [new WorkDescription("critic", 3, 0, []), new WorkDescription("rollout", 5, 1, [worker])]);

        var (kind, text) = Assert.Single(MissingWorkers.Of(status));

        Assert.Equal("critic", kind);
        Assert.Contains("3 critic request(s) wait", text, StringComparison.Ordinal);
        Assert.Contains("--roles critic", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_nothing_where_nothing_waits() =>
        Assert.Empty(MissingWorkers.Of(new ClusterStatus(null, [], [new WorkDescription("critic", 0, 0, [])])));
}
