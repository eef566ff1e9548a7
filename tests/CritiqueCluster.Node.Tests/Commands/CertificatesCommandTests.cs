using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Commands;

public sealed class CertificatesCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Made => _folder.File("ca");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Should_make_what_train_and_node_take_and_nothing_twice()
    {
        var made = await Invocation.Of("certificates", Made, "--nodes", "leader", "worker");
        var again = await Invocation.Of("certificates", Made, "--nodes", "worker");
        var planned = await Invocation.Of("train", "quick", "--dry-run", "--run", _folder.File("run"), "--listen", "10.1.2.3:7000", "--certificates", Path.Combine(Made, "leader"));

        Assert.Equal((0, 3, 0), (made.Code, again.Code, planned.Code));
        Assert.Contains(Path.Combine(Made, "worker"), made.Output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(Made, "worker"), again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--listen", "10.1.2.3:7000")]
    [InlineData("node", "--join", "10.1.2.3:7000", "--host", "10.1.2.4")]
    public async Task Should_offer_both_ways_out_where_other_machines_would_be_let_in(params string[] args)
    {
        var refused = await Invocation.Of(args);

        Assert.Equal(ExitCode.Configuration, refused.Code);
        Assert.Contains("--insecure", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--certificates", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--dry-run")]
    [InlineData("node", "--join", "127.0.0.1:7000")]
    public async Task Should_name_what_is_wrong_with_a_folder(params string[] args)
    {
        var none = await Invocation.Of([.. args, "--certificates", _folder.File("none")]);
        await Invocation.Of("certificates", Made);
        File.Delete(Path.Combine(Made, "node", "node.key"));
        var noKey = await Invocation.Of([.. args, "--certificates", Path.Combine(Made, "node")]);
        var subject = await Invocation.Of([.. args, "--peer-subject", "CN=node"]);

        Assert.Equal((3, 4, 3), (none.Code, noKey.Code, subject.Code));
        Assert.Contains(_folder.File("none"), none.Error, StringComparison.Ordinal);
        Assert.Contains("node.key", noKey.Error, StringComparison.Ordinal);
        Assert.Contains("--certificates", subject.Error, StringComparison.Ordinal);
    }
}
