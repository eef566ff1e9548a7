using CritiqueCluster.Actors.Work;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class DeviceShareTests
{
    private readonly DeviceShare _device = new();

    [Theory]
    [InlineData(2, 60, true, false)]
    [InlineData(40, 60, false, false)]
    [InlineData(10, 10, false, false)]
    [InlineData(10, 0, false, true)]
    public void Should_let_the_fuller_engine_go_first_and_never_stop_both(int active, int other, bool waits, bool otherWaits)
    {
        _device.Report("rollouts", active, 64);
        _device.Report("critics", other, 64);
        Assert.Equal(waits, _device.ShouldWait("rollouts"));
        Assert.Equal(otherWaits, _device.ShouldWait("critics"));
    }
}
