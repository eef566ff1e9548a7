using CritiqueCluster.Core.Models.Runtime;

namespace CritiqueCluster.Node.Tests.Commands;

public sealed class DoctorCommandTests
{
    [Fact]
    public async Task Should_find_all_that_training_needs()
    {
        var run = await Invocation.Of("doctor", "--json");
        var findings = run.Json["findings"]!.AsArray().ToDictionary(finding => (string)finding!["name"]!, finding => (string)finding!["status"]!);
        Assert.Equal(0, run.Code);
        Assert.True((bool)run.Json["ok"]!);
        Assert.Equal("ok", findings["libtorch"]);
        Assert.Equal("ok", findings["database"]);
        Assert.Equal("ok", findings["processor"]);
        Assert.Equal("ok", findings["run folder"]);
        Assert.DoesNotContain("fail", findings.Values);
    }

    [Fact]
    public async Task Should_say_the_same_in_words()
    {
        var run = await Invocation.Of("doctor");
        Assert.Contains("libtorch", run.Output, StringComparison.Ordinal);
        Assert.Contains("SQLite", run.Output, StringComparison.Ordinal);
        Assert.Contains($"libtorch's kernels use {Machine.Here.Capability}", run.Output, StringComparison.Ordinal);
    }
}
