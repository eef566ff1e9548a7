using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class EntropyLawTests
{
    [Fact]
    public void Should_find_the_law_that_the_points_obey()
    {
        var law = EntropyLaw.Fit([.. new[] { 0.1, 0.3, 0.7, 1.2 }.Select(h => (h, -0.2 * Math.Exp(h) + 0.9))])!;
        Close.Equal([0.2, 0.9, 0.7], [law.A, law.B, law.Ceiling], Tolerance.Double);
    }

    [Fact]
    public void Should_fit_by_least_squares()
    {
        // exp(H) = 1, 2, 3 and R = 0.6, 0.3, 0.3: slope −0.15, mean 0.4 at 2.
        var law = EntropyLaw.Fit([(0, 0.6), (Math.Log(2), 0.3), (Math.Log(3), 0.3)])!;
        Close.Equal([0.15, 0.7, 0.55], [law.A, law.B, law.Ceiling], Tolerance.Double);
    }

    [Fact]
    public void Should_say_nothing_of_two_points_or_of_an_entropy_that_stays()
    {
        Assert.Null(EntropyLaw.Fit([(0.1, 0.5), (0.2, 0.6)]));
        Assert.Null(EntropyLaw.Fit([(0.1, 0.5), (0.1, 0.6), (0.1, 0.7)]));
    }

    [Theory]
    [InlineData(0.4, 0.21, 0)]
    [InlineData(0.4, 0.19, 1)]
    [InlineData(0.4, 0.79, 0)]
    [InlineData(0.4, 0.81, 1)]
    public void Should_raise_an_alarm_outside_half_and_twice_the_first_entropy(double first, double then, int alarms)
    {
        var raised = EntropyAlarm.Of([Row(0, first), Row(1, then), Row(2, then)]);
        Assert.Equal(alarms, raised.Count);
        Assert.All(raised, alarm => Assert.Equal(1, alarm.Iteration)); // told once, where it was first seen
    }

    private static IterationReport Row(int iteration, double entropy) => new(
        iteration, null, new Dictionary<int, double>(), null, entropy, null, new Dictionary<int, Change>(), [], 0,
        new Dictionary<string, int>(), 0, 0, [], null, null, null, null);
}
