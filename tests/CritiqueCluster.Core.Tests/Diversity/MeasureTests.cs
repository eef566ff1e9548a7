using CritiqueCluster.Core.Diversity;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class MeasureTests
{
    /// <summary>A table of four decimal places is off by up to half a unit of the last one.</summary>
    private static readonly Tolerance FourPlaces = new(5.1e-5);

    /// <summary>The rotations stop when what is left beside the diagonal is below 1e-11.</summary>
    private static readonly Tolerance Rotations = new(1e-9, 1e-9);

    [Fact]
    public void Should_measure_entropy_in_nats()
    {
        Close.Equal(Math.Log(4), Entropy.OfCounts([3, 3, 3, 3]), Tolerance.Double);
        Close.Equal(0.25 * Math.Log(4) + 0.75 * Math.Log(4.0 / 3), Entropy.OfValues(["7", null, "7", "7"]), Tolerance.Double);
        Assert.Equal(0, Entropy.OfCounts([5]));
        Assert.Equal(0, Entropy.OfCounts([]));
    }

    [Theory]
    [InlineData(0, 8, 0)]
    [InlineData(1, 8, 1)]
    [InlineData(2, 8, 1)]
    [InlineData(3, 8, 2)]
    [InlineData(4, 8, 2)]
    [InlineData(5, 8, 3)]
    [InlineData(6, 8, 3)]
    [InlineData(7, 8, 4)]
    [InlineData(8, 8, 4)]
    [InlineData(1, 3, 2)]
    [InlineData(1, 1, 4)]
    public void Should_put_a_pass_rate_into_its_bin(int correct, int samples, int bin) =>
        Assert.Equal(bin, Difficulty.BinOf(correct, samples));

    [Fact]
    public void Should_put_more_successes_into_no_harder_a_bin() => Gen.Select(Gen.Int[1, 100], Gen.Int[0, 99])
        .Where((n, c) => c < n)
        .Sample((n, c) => Difficulty.BinOf(c, n) <= Difficulty.BinOf(c + 1, n) && Difficulty.BinOf(c + 1, n) < Difficulty.Bins.Count);

    [Fact]
    public void Should_count_trained_trajectories_apart_from_the_explored_problems()
    {
        var tail = TailCoverage.Measure([(0, 0), (4, 7)], [0, 0, 2, 4]);

        Assert.Equal(new BinCoverage("0", 1, 0.5, 0, 2), tail[0]);
        Assert.Equal(new BinCoverage("(¼, ½]", 0, 0.25, null, 1), tail[2]);
        Assert.Equal(new BinCoverage("(¾, 1]", 1, 0.25, 1, 1), tail[4]);
    }

    [Fact]
    public void Should_measure_tail_coverage()
    {
        var tail = Tail([(0, 0), (0, 2), (0, 0), (0, 1), (2, 3), (4, 6), (4, 0)]);

        Assert.Equal(["0", "(0, ¼]", "(¼, ½]", "(½, ¾]", "(¾, 1]"], tail.Select(t => t.Bin));
        Assert.Equal(new BinCoverage("0", 4, 3.0 / 12, 0.5, 3), tail[0]);
        Assert.Equal(new BinCoverage("(0, ¼]", 0, 0, null), tail[1]);
        Assert.Equal(new BinCoverage("(¼, ½]", 1, 0.25, 1, 3), tail[2]);
        Assert.Equal(new BinCoverage("(¾, 1]", 2, 0.5, 0.5, 6), tail[4]);
    }

    [Fact]
    public void Should_compare_the_hardest_bin_with_the_first_iteration()
    {
        var first = Tail([(0, 2), (4, 8)]);

        Assert.Equal(1, TailCoverage.Index(first, first));
        Close.Equal(0.5, TailCoverage.Index(Tail([(0, 1), (4, 9)]), first), Tolerance.Double);
        Assert.Null(TailCoverage.Index(first, Tail([(0, 0), (4, 8)])));
        Assert.Null(TailCoverage.Index(first, []));
        Assert.Null(TailCoverage.Index(Tail([(0, 0)]), first)); // no trajectories at all: no share
    }

    /// <summary>Where all that was accepted is trained on.</summary>
    private static IReadOnlyList<BinCoverage> Tail(IReadOnlyCollection<(int Bin, int Accepted)> problems) =>
        TailCoverage.Measure(problems, problems.SelectMany(problem => Enumerable.Repeat(problem.Bin, problem.Accepted)));

    [Fact]
    public void Should_share_out_all_trajectories() => Gen.Select(Gen.Int[0, 4], Gen.Int[0, 9]).List[1, 40]
        .Where(problems => problems.Any(p => p.Item2 > 0))
        .Sample(problems => Math.Abs(Tail(problems).Sum(b => b.Share ?? 0) - 1) < 1e-9);

    [Fact]
    public void Should_count_distinct_n_grams()
    {
        Close.Equal(0.75, NGrams.Distinct([[1, 2], [1, 3]], 1), Tolerance.Double);
        Close.Equal(2.0 / 3, NGrams.Distinct([[1, 2, 3], [1, 2]], 2), Tolerance.Double);
        Assert.Null(NGrams.Distinct([[1], []], 2));
    }

    [Fact]
    public void Should_measure_self_bleu()
    {
        Close.Equal(1, NGrams.SelfBleu([[1, 2, 3, 4, 5], [1, 2, 3, 4, 5]]), Tolerance.Double);
        Assert.Null(NGrams.SelfBleu([[1, 2, 3]]));
        // Each shares 1 of 2 unigrams and 0 of 1 bigrams (smoothed to a half): √(½ · ½) = ½.
        Close.Equal(0.5, NGrams.SelfBleu([[1, 2], [1, 3]]), Tolerance.Double);
        // Brevity: the first has half the length of its only reference, e^(1−2); all its n-grams match.
        // The second: precisions 2/4, 1/3, ½/2, ½/1.
        var expected = (Math.Exp(-1) + Math.Pow(0.5 * (1.0 / 3) * 0.25 * 0.5, 0.25)) / 2;
        Close.Equal(expected, NGrams.SelfBleu([[1, 2], [1, 2, 3, 4]]), Tolerance.Double);
    }

    [Fact]
    public void Should_clip_matches_by_the_most_that_another_sample_has()
    {
        // Unigrams of the first: 1 1 1; the others hold 1 twice at most, so 2 of 3 count. Bigrams 1 of 2; a trigram, none.
        var first = Math.Pow(2.0 / 3 * 0.5 * 0.5, 1.0 / 3);
        var second = Math.Pow(1 * 0.5 * 0.5, 1.0 / 3); // 1 1 2: all unigrams are elsewhere, 1 1 is, 1 2 is not
        var third = Math.Pow(2.0 / 3 * 0.25 * 0.5, 1.0 / 3); // 2 1 3: 2 and 1 are elsewhere, no bigram is

        Close.Equal((first + second + third) / 3, NGrams.SelfBleu([[1, 1, 1], [1, 1, 2], [2, 1, 3]]), Tolerance.Double);
    }

    [Fact]
    public void Should_find_the_eigenvalues_of_a_symmetric_matrix()
    {
        var values = SymmetricEigenvalues.Of(new double[,] { { 2, -1, 0 }, { -1, 2, -1 }, { 0, -1, 2 } });

        Close.Equal([2 - Math.Sqrt(2), 2, 2 + Math.Sqrt(2)], values, Rotations);
    }

    [Fact]
    public void Should_keep_trace_and_squares_of_a_matrix_in_its_eigenvalues() => Gen.Double[-5, 5].Array[36].Sample(numbers =>
    {
        var a = new double[6, 6];
        for (var i = 0; i < 6; i++)
            for (var j = 0; j <= i; j++)
                a[i, j] = a[j, i] = numbers[6 * i + j];
        var values = SymmetricEigenvalues.Of(a);
        Close.Equal(Enumerable.Range(0, 6).Sum(i => a[i, i]), values.Sum(), Rotations);
        Close.Equal(a.Cast<double>().Sum(x => x * x), values.Sum(x => x * x), Rotations);
    });

    [Fact]
    public void Should_score_an_effective_number_of_samples()
    {
        Close.Equal(3, VendiScore.OfSteps([Set("a"), Set("b"), Set("c")]), Rotations);
        Close.Equal(1, VendiScore.OfSteps([Set("a", "b"), Set("b", "a")]), Rotations);
        // Two samples of similarity ⅓: λ = ⅔ and ⅓.
        var expected = Math.Exp(-(2.0 / 3 * Math.Log(2.0 / 3) + 1.0 / 3 * Math.Log(1.0 / 3)));
        Close.Equal(expected, VendiScore.OfSteps([Set("a", "b"), Set("b", "c")]), Rotations);
    }

    [Fact]
    public void Should_give_wilson_intervals()
    {
        var half = Interval.Wilson(5, 10); // 0.2366 to 0.7634 in the tables
        Close.Equal(0.2366, half.Low, FourPlaces);
        Close.Equal(0.7634, half.High, FourPlaces);
        Assert.Equal(0, Interval.Wilson(0, 10).Low);
        Close.Equal(0.2775, Interval.Wilson(0, 10).High, FourPlaces);
        Assert.Equal(new Interval(0, 1), Interval.Wilson(0, 0));
        Assert.True(half.Overlaps(new Interval(0.7, 0.9)));
        Assert.False(half.Overlaps(new Interval(0.8, 0.9)));
    }

    [Fact]
    public void Should_bootstrap_the_same_interval_each_time()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i % 4 == 0 ? 1.0 : 0.0)];

        var interval = Interval.Bootstrap(values);

        Assert.Equal(interval, Interval.Bootstrap(values));
        Assert.InRange(interval.Low, 0.14, 0.20); // ± 1.96 · √(0.25 · 0.75 / 100) = ± 0.085
        Assert.InRange(interval.High, 0.30, 0.36);
        Assert.Equal(new Interval(1, 1), Interval.Bootstrap([1, 1, 1]));
    }

    private static HashSet<string> Set(params string[] steps) => [.. steps];
}
