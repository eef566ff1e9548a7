using CritiqueCluster.Actors.Work;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class UsualTimeTests
{
    private readonly UsualTime _usual = new();

    [Fact]
    public void Should_be_three_times_the_median_whatever_the_extremes()
    {
        foreach (var seconds in (double[])[1, 1, 1, 1, 1, 2, 1000, 1000, 1000, 1000, 1000])
            _usual.Add(TimeSpan.FromSeconds(seconds));
        Assert.Equal(TimeSpan.FromSeconds(6), _usual.TooLong);
    }

    [Fact]
    public void Should_forget_what_was_usual_once()
    {
        foreach (var seconds in Enumerable.Repeat(1, 1000).Concat(Enumerable.Repeat(5, 60)))
            _usual.Add(TimeSpan.FromSeconds(seconds));
        Assert.Equal(TimeSpan.FromSeconds(15), _usual.TooLong);
    }
}
