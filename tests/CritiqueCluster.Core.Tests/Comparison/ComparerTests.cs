using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Tests.Comparison;

public sealed class ComparerTests
{
    [Fact]
    public void Should_take_the_interval_of_a_mean_by_hand()
    {
        var estimate = Estimate.Of([1, 2, 3])!; // s = 1, t(0.975, 2) = 4.303, half = 4.303 / √3
        Close.Equal(2, estimate.Mean, Tolerance.Double);
        Close.Equal(2 - 4.303 / Math.Sqrt(3), estimate.Low, Tolerance.Double);
        Close.Equal(2 + 4.303 / Math.Sqrt(3), estimate.High, Tolerance.Double);
        Assert.Equal(new Estimate(5, null, null), Estimate.Of([5]));
        Assert.Null(Estimate.Of([]));
    }

    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(4, 2.776)]
    [InlineData(20, 2.086)]
    [InlineData(25, 2.060)]
    [InlineData(60, 2.000)]
    [InlineData(1000, 1.962)]
    public void Should_know_quantiles_of_Students_t(int freedom, double expected) =>
        Close.Equal(expected, StudentT.Quantile975(freedom), new Tolerance(6e-4)); // half a unit of a table's third place, and the expansion's error

    [Fact]
    public void Should_pair_arms_by_seed()
    {
        var report = Comparer.Build("c", ["vanilla", "critique"], 1000,
        [
            Run("critique", 1, 0.4), Run("vanilla", 1, 0.3), Run("vanilla", 2, 0.5), Run("critique", 2, 0.62), Run("critique", 3, 0.9),
        ]);

        var pair = report.Pairs.Single(p => p is { A: "critique", B: "vanilla", Measure: "passAt.1" });
        Assert.Equal(2, pair.Seeds); // the third has no partner
        Close.Equal(0.11, pair.Difference, Tolerance.Double); // 0.1 and 0.12
        Close.Equal(0.11 - 12.706 * 0.01, pair.Low, Tolerance.Double); // s / √n = (0.02 / √2) / √2
        Assert.Equal(["vanilla", "critique"], report.Arms.Keys);
        Assert.Equal([1, 2, 3], report.Arms["critique"].Seeds);
        Close.Equal(0.64, report.Arms["critique"].Final.PassAt[1].Mean, Tolerance.Double);
        Assert.Contains(report.Warnings, w => w.Contains("different seeds", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_measure_the_hard_bin_of_the_last_row_and_of_every_row()
    {
        var report = Comparer.Build("c", ["resample", "critique"], 1000, [Run("resample", 1, 0.3), Run("critique", 1, 0.4)]);

        var arm = report.Arms["critique"];
        Close.Equal([0.2, 0.5], [arm.Final.HardPassAt[1].Mean, arm.Final.HardCoverage!.Mean], Tolerance.Double); // half of pass@1, and as given
        Assert.Equal([0, 1], arm.Iterations.Select(i => i.Iteration));
        Close.Equal(0.25, arm.Iterations[0].Values.PassAt[1].Mean, Tolerance.Double);
        Close.Equal(0.2, arm.Final.ByBin["0"].PassAt[1].Mean, Tolerance.Double);
        Assert.Null(report.Pairs[0].Low);
        Assert.StartsWith("With one seed", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_what_is_more_and_where_there_is_no_effect()
    {
        var report = Comparer.Build("c", ["vanilla", "critique"], 1000,
            [.. new long[] { 1, 2, 3 }.SelectMany(seed => new[] { Run("vanilla", seed, 0.30 + 0.01 * seed), Run("critique", seed, 0.40 + 0.011 * seed, covered: seed % 2 == 0 ? 0.4 : 0.6) })]);

        Assert.StartsWith("critique has a pass@1 10.2 points higher (95 % interval 10.0 to 10.4)", report.Verdict, StringComparison.Ordinal);
        Assert.Contains("no difference beyond chance in coverage of the hard bin (+3.3 points", report.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_warn_of_unequal_budgets_and_upper_bounds()
    {
        var warnings = Comparer.Build("c", ["vanilla", "critique-exact"], 1000,
            [Run("vanilla", 1, 0.3, tokens: 1000), Run("critique-exact", 1, 0.3, tokens: 1030, upperBound: true)]).Warnings;
        Assert.Contains(warnings, w => w.Contains("vanilla with 1,000, critique-exact with 1,030", StringComparison.Ordinal) || w.Contains("critique-exact with 1,030", StringComparison.Ordinal));
        Assert.Contains(warnings, w => w.Contains("upper bound", StringComparison.Ordinal));
        Assert.Empty(Comparer.Build("c", ["vanilla", "resample"], 1000,
            [.. new long[] { 1, 2, 3 }.SelectMany(seed => new[] { Run("vanilla", seed, 0.3, tokens: 1000), Run("resample", seed, 0.3, tokens: 1010) })]).Warnings);
    }

    [Fact]
    public void Should_tell_no_effect_from_two_seeds_that_happen_to_agree()
    {
        var report = Comparer.Build("c", ["vanilla", "critique"], 1000, [Run("vanilla", 1, 0.3), Run("critique", 1, 0.4), Run("vanilla", 2, 0.3), Run("critique", 2, 0.4)]);
        Assert.StartsWith("With two seeds, critique against vanilla: pass@1 +10.0 points", report.Verdict, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Pairs, p => p.ExcludesZero);
        Assert.Contains(report.Warnings, w => w.StartsWith("An arm has two seeds", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_say_what_is_missing_of_a_comparison_that_goes_on()
    {
        ComparedRun[] runs = [Run("vanilla", 1, 0.3), Run("critique", 1, 0.4)];
        Assert.StartsWith("Not finished: this is of 2 of 6 runs", Comparer.Build("c", ["vanilla", "critique"], 1000, runs, planned: 6).Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Comparer.Build("c", ["vanilla", "critique"], 1000, runs, planned: 2).Warnings, w => w.Contains("Not finished", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_say_how_many_of_many_differences_chance_would_give()
    {
        string[] arms = ["vanilla", "resample", "critique", "grpo", "clip-cov", "kl-cov"];
        var report = Comparer.Build("c", arms, 1000, [.. arms.SelectMany((arm, i) => new long[] { 1, 2, 3 }.Select(seed => Run(arm, seed, 0.3 + 0.01 * i * seed)))]);
        Assert.Contains(report.Warnings, w => w.StartsWith("24 differences are told", StringComparison.Ordinal) && w.Contains("about 1 would exclude zero", StringComparison.Ordinal));
        Assert.Equal(8, report.Verdict.Split('\n').Length);
    }

    [Fact]
    public void Should_give_the_same_report_whatever_the_order_of_runs()
    {
        ComparedRun[] runs = [Run("vanilla", 1, 0.3), Run("critique", 1, 0.41), Run("vanilla", 2, 0.33), Run("critique", 2, 0.39)];
        string[] verdicts = [.. new[] { runs, [.. runs.Reverse()] }.Select(r => Comparer.Build("c", ["vanilla", "critique"], 1, r).Verdict)];
        Assert.Equal(verdicts[0], verdicts[1]);
    }

    private static ComparedRun Run(string arm, long seed, double pass, double covered = 0.5, long tokens = 1000, bool upperBound = false) => new(arm, seed, new RunReport(
        "run", seed, arm, upperBound, "countdown", 0.7, [Row(0, 0.25, null, 0), Row(1, pass, covered, tokens)], [], null, null, null,
        new ReportParameters("p", null), tokens, new PhaseSeconds(1, 1, 1, 1)));

    private static IterationReport Row(int iteration, double pass, double? covered, long tokens) => new(
        iteration, "p", new Dictionary<int, double> { [1] = pass }, 1.5, 0.2, null, new Dictionary<int, Change>(),
        [new GroupPassAt("0", 10, new Dictionary<int, double> { [1] = pass / 2 })], 0, new Dictionary<string, int>(), tokens, 0,
        covered is null ? [] : [new BinCoverage("0", 10, 0.1, covered)], null, null, null, null);
}
