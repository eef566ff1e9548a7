using CritiqueCluster.Core.Models.Runtime;

namespace CritiqueCluster.Core.Tests.Models.Runtime;

public sealed class MachineTests
{
    [Fact]
    public void Should_know_this_machine()
    {
        Assert.Equal(Machine.Here, Machine.Here with { });
        Assert.Contains(Machine.Here.Capability, Machine.Here.ToString(), StringComparison.Ordinal);
        Assert.All([Machine.Here.Architecture, Machine.Here.Capability, Machine.Here.Processor], Assert.NotEmpty);
    }

    [SkippableFact]
    public void Should_ask_libtorch_where_it_can_be_asked()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Machine.Here.Architecture == "x64");
        Assert.Contains(CpuCapability.OfLibrary(), (string[])["default", "avx2", "avx512"]);
    }

    [Theory]
    [InlineData("AVX2", "avx2")]
    [InlineData("default", "default")]
    public void Should_heed_the_variable_that_libtorch_heeds(string variable, string capability) => Assert.Equal(capability, CpuCapability.Expected(variable));

    [Fact]
    public void Should_do_without_a_name()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("AMD EPYC", Machine.NameOf(folder.Write("cpuinfo", "processor\t: 0\nmodel name\t: AMD EPYC\nmodel name\t: other\n")));
        Assert.Equal("unknown", Machine.NameOf(folder.Write("other", "CPU implementer : 0x41\n")));
        Assert.Equal("unknown", Machine.NameOf(folder["absent"]));
    }
}
