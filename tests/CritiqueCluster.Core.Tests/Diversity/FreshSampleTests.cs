using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

/// <summary>Estimates the success rate of fresh samples of the refined problems, though these were chosen because few of their attempts were right.</summary>
public sealed class FreshSampleTests
{
    private const int Problems = 1000, Attempts = 8, Repetitions = 40;

    /// <summary>
    /// The standard error of the mean over the repetitions is below 0.002 (a fifth of the problems are refined; the repetitions differ by
    /// 0.013), and the ratio of counts in it is biased by less than 0.003. Counting the refined problems' own attempts is off by 0.1 and more.
    /// </summary>
    private const double Tolerance = 0.01;

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    public void Should_find_the_rate_of_problems_that_are_equally_hard(double rate) =>
        Assert.InRange(MeanOver(_ => rate, share: 0.2).Measured, rate - Tolerance, rate + Tolerance);

    [Fact]
    public void Should_find_the_rate_of_the_hard_problems_where_those_are_refined()
    {
        var (measured, chosen) = MeanOver(problem => problem % 2 == 0 ? 0.05 : 0.8, share: 0.4);

        Assert.InRange(measured, chosen - Tolerance, chosen + Tolerance);
    }

    [Fact]
    public void Should_measure_nothing_where_every_attempt_took_part_in_the_choice()
    {
        var measures = new CriticMeasures(_ => null);
        measures.Add(Explored("p", 0, ExplorationPurpose.Training,
            [Attempt(0, false, "!a"), Attempt(1, true, "b", AttemptSource.Continued, 0, round: 1)], [Criticised(0, 1, 0, Core.Critique.Verdict.Wrong)]));
        measures.Add(Explored("q", 0, ExplorationPurpose.Training, [Attempt(0, true, "a")]));

        var report = measures.Summarise(exact: false);

        Assert.Equal(1, report.Refinements);
        Assert.Null(report.Resampling);
    }

    [Fact]
    public void Should_compare_each_iteration_with_itself()
    {
        var measures = new CriticMeasures(_ => null);
        // Iteration 0: of two first attempts none is right on p, and one on q. Beside a wrong attempt stand a wrong one (p, twice) and a right one (q).
        measures.Add(Explored("p", 0, ExplorationPurpose.Training,
            [Attempt(0, false, "!a"), Attempt(1, false, "!b"), Attempt(2, true, "c", AttemptSource.Continued, 0, round: 1)]));
        measures.Add(Explored("q", 0, ExplorationPurpose.Training, [Attempt(0, true, "a"), Attempt(1, false, "!b")]));
        // Of iteration 1 nothing was refined.
        measures.Add(Explored("p", 1, ExplorationPurpose.Training, [Attempt(0, true, "a"), Attempt(1, true, "b")]));

        Close.Equal(1.0 / 3, measures.Summarise(exact: false).Resampling, new(1e-12));
    }

    /// <summary>Means over runs of one iteration: what is measured, and the true rate of the problems that were refined.</summary>
    private static (double Measured, double Chosen) MeanOver(Func<int, double> rateOf, double share)
    {
        var random = new SplitMix64(17);
        double measured = 0, chosen = 0;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var right = new int[Problems][];
            for (var problem = 0; problem < Problems; problem++)
            {
                right[problem] = new int[Attempts];
                for (var i = 0; i < Attempts; i++)
                    right[problem][i] = random.NextDouble() < rateOf(problem) ? 1 : 0;
            }
            var refined = Refined(right, share);
            var measures = new CriticMeasures(_ => null);
            for (var problem = 0; problem < Problems; problem++)
                measures.Add(Exploration(problem, right[problem], refined.Contains(problem)));
            measured += measures.Summarise(exact: false).Resampling!.Value / Repetitions;
            chosen += refined.Average(rateOf) / Repetitions;
        }
        return (measured, chosen);
    }

    /// <summary>The problems that a run would give the critic: those that the budget's plan grants something.</summary>
    private static HashSet<int> Refined(int[][] right, double share)
    {
        const int Tokens = 4;
        ExplorationSummary[] summaries = [.. right.Select((attempts, problem) => new ExplorationSummary(
            $"{problem}", $"p{problem}", 0, Attempts, Attempts * Tokens, 0, 0, 0, 0, attempts.Count(a => a == 0), 1, attempts.Sum(), 0))];
        var units = (long)(share * Problems) * Attempts * Tokens;
        var budget = new IterationBudget(Arm.Critique, (long)Problems * Attempts * Tokens + units, Attempts, Attempts, 0);
        return [.. BudgetPlan.Next(budget, summaries, 1).Select(grant => int.Parse(grant.ExplorationId, System.Globalization.CultureInfo.InvariantCulture))];
    }

    private static ExplorationRecord Exploration(int problem, int[] right, bool refined)
    {
        var failure = Array.IndexOf(right, 0);
        var first = right.Select((one, i) => Attempt(i, one == 1, one == 1 ? $"a{i}" : $"!{i}", accepted: one == 1));
        return Explored($"p{problem}", 0, ExplorationPurpose.Training,
            [.. first, .. refined ? [Attempt(Attempts, true, "c", AttemptSource.Continued, failure, round: 1)] : Array.Empty<CheckedAttempt>()]);
    }
}
