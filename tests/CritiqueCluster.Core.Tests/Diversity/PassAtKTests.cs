using CritiqueCluster.Core.Diversity;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class PassAtKTests
{
    [Theory]
    [InlineData(4, 1, 1, 0.25)]
    [InlineData(4, 1, 2, 0.5)] // 1 − C(3,2)/C(4,2) = 1 − 3/6
    [InlineData(4, 2, 2, 5.0 / 6)] // 1 − 1/6
    [InlineData(5, 2, 3, 0.9)] // 1 − C(3,3)/C(5,3) = 1 − 1/10
    [InlineData(5, 0, 5, 0)]
    [InlineData(5, 1, 5, 1)]
    [InlineData(5, 3, 3, 1)] // fewer wrong ones than one may look at
    public void Should_equal_what_is_counted_by_hand(int samples, int correct, int k, double expected) =>
        Close.Equal(expected, PassAtK.Estimate(samples, correct, k), Tolerance.Double);

    [Fact]
    public void Should_equal_the_count_over_all_subsets() => Gen.Select(Gen.Int[1, 10], Gen.Int[0, 10], Gen.Int[1, 10])
        .Where((n, c, k) => c <= n && k <= n)
        .Sample((n, c, k) =>
        {
            var subsets = Enumerable.Range(0, 1 << n).Where(s => int.PopCount(s) == k).ToList();
            var hits = subsets.Count(s => (s & ((1 << c) - 1)) != 0);
            Close.Equal((double)hits / subsets.Count, PassAtK.Estimate(n, c, k), Tolerance.Double);
        });

    [Fact]
    public void Should_never_fall_with_more_samples_to_look_at() => Gen.Select(Gen.Int[2, 200], Gen.Int[0, 200], Gen.Int[1, 199])
        .Where((n, c, k) => c <= n && k < n)
        .Sample((n, c, k) => PassAtK.Estimate(n, c, k + 1) >= PassAtK.Estimate(n, c, k) - 1e-12);

    [Theory]
    [InlineData(4, 1, 0)]
    [InlineData(4, 1, 5)]
    [InlineData(4, 5, 1)]
    [InlineData(4, -1, 1)]
    public void Should_refuse_impossible_counts(int samples, int correct, int k) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Estimate(samples, correct, k));

    [Fact]
    public void Should_draw_curves_through_powers_of_two_and_the_wanted_points() =>
        Assert.Equal([1, 2, 4, 5, 8, 12], PassAtK.CurvePoints(12, [5, 1, 100]));
}
