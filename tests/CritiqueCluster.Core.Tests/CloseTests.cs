using Xunit.Sdk;

namespace CritiqueCluster.Core.Tests;

public sealed class CloseTests
{
    private static readonly Tolerance Tenth = new(0.1, 0.01);

    [Theory]
    [InlineData(0.0961499959, 0.0961500034)] // rounded to four places they are 0.0961 and 0.0962
    [InlineData(double.NaN, double.NaN)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    public void Should_take_numbers_that_are_close(double expected, double actual) => Close.Equal(expected, actual, Tolerance.Single);

    [Theory]
    [InlineData(0, 0.101)]
    [InlineData(100, 101.2)]
    [InlineData(double.NaN, 0.0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0.0)]
    [InlineData(0, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity)]
    [InlineData(1, null)]
    public void Should_refuse_numbers_that_are_not(double expected, double? actual) =>
        Assert.Throws<FailException>(() => Close.Equal(expected, actual, Tenth));

    [Fact]
    public void Should_allow_more_for_a_larger_number()
    {
        Close.Equal(100, 101.09, Tenth);
        Close.Equal(-100, -101.09, Tenth);
    }

    [Fact]
    public void Should_say_what_was_expected_and_by_how_much_it_was_missed()
    {
        var failure = Assert.Throws<FailException>(() => Close.Equal(100, 102, Tenth));
        Assert.Equal("expected 100, actual 102, difference 2, tolerance 1.1 (absolute 0.1, relative 0.01)", failure.Message);
    }

    [Fact]
    public void Should_name_the_worst_of_many()
    {
        var failure = Assert.Throws<FailException>(() => Close.Equal([0, 1, 2], [0.2, 1, 2.5], Tenth));
        Assert.StartsWith("2 of 3 numbers are not close; the worst is number 2 from 0. expected 2, actual 2.5", failure.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<XunitException>(() => Close.Equal([0, 1], [0.0], Tenth));
    }

    [Fact]
    public void Should_compare_vectors_as_wholes()
    {
        Close.InNorm([3, 4], [3, 4.4f], share: 0.1); // 0.4 of 5
        Assert.Throws<FailException>(() => Close.InNorm([3, 4], [3, 4.6f], share: 0.1));
        Assert.Throws<FailException>(() => Close.InNorm([3, 4], [3, float.NaN], share: 0.1));
    }
}
