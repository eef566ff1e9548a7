using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class EvaluationMeasuresTests
{
    private static readonly ExplorationRecord Half = Explored("p1", -1, ExplorationPurpose.Evaluation,
        [Attempt(0, true, "a\nb"), Attempt(1, true, "a\nb"), Attempt(2, false, "!c", entropy: 1), Attempt(3, true, "a\nd", tokens: 8)],
        level: "3 numbers");

    private static readonly ExplorationRecord None = Explored("p2", -1, ExplorationPurpose.Evaluation,
        [Attempt(0, false, "!x"), Attempt(1, false, "!x"), Attempt(2, false, "!x"), Attempt(3, false, "!y")],
        level: "4 numbers");

    [Fact]
    public void Should_sum_up_two_problems_as_counted_by_hand()
    {
        var summary = Measured(Half, None).Summarise([1, 2, 32]);

        Assert.Equal((2, 4), (summary.Problems, summary.Samples));
        Assert.Equal([1, 2], summary.PassAt.Keys); // 32 samples were not drawn
        Close.Equal(0.375, summary.PassAt[1], Tolerance.Double);
        Close.Equal(0.5, summary.PassAt[2], Tolerance.Double);
        Assert.Equal([1, 2, 4], summary.PassCurve.Keys);
        Close.Equal(1, summary.DistinctPerProblem, Tolerance.Double); // 2 and 0
        Close.Equal(2.0 / 3, summary.DistinctShare, Tolerance.Double);
        Assert.Equal(36, summary.GeneratedTokens);
        Close.Equal((32 * 0.5 + 4 * 1) / 36, summary.TokenEntropy, Tolerance.Single); // entropies are kept in single precision
        Assert.Equal(["3 numbers", "4 numbers"], summary.ByLevel.Select(l => l.Name));
        Assert.Equal([0.75, 0], summary.ByLevel.Select(l => l.PassAt[1]));
    }

    [Fact]
    public void Should_measure_answer_entropy_over_all_samples()
    {
        var summary = Measured(Half, None).Summarise([1]);

        var first = 0.5 * Math.Log(2) + 2 * 0.25 * Math.Log(4); // b, b, !c, d
        var second = 0.75 * Math.Log(4.0 / 3) + 0.25 * Math.Log(4); // !x three times, !y
        Close.Equal((first + second) / 2, summary.AnswerEntropy, Tolerance.Double);
    }

    [Fact]
    public void Should_not_depend_on_the_order_of_arrival()
    {
        var one = Measured(Half, None).Summarise([1, 2]);
        var other = Measured(None, Half).Summarise([1, 2]);

        Assert.Equal(one.TokenEntropy, other.TokenEntropy);
        Assert.Equal(one.PassAtInterval[1], other.PassAtInterval[1]);
        Assert.Equal(one.VendiScore, other.VendiScore);
    }

    [Fact]
    public void Should_not_count_forced_tokens()
    {
        var continued = Explored("p", 0, ExplorationPurpose.Evaluation,
            [Attempt(0, true, "a", AttemptSource.Continued, tokens: 6, forced: 4, entropy: 2)]);

        var summary = Measured(continued).Summarise([1]);

        Assert.Equal(2, summary.GeneratedTokens);
        Close.Equal(2, summary.TokenEntropy, Tolerance.Double);
    }

    [Fact]
    public void Should_count_a_problem_that_is_read_twice_once() =>
        Assert.Equal(4, Measured(None, None).Summarise([1]).GeneratedTokens / 4);

    [Fact]
    public void Should_group_by_bins_that_were_frozen_elsewhere()
    {
        var bins = Measured(Half, None).ByBin([1], id => id == "p1" ? 3 : null);

        Assert.Equal(Difficulty.Bins, bins.Select(b => b.Name));
        Assert.Equal([0, 0, 0, 1, 0], bins.Select(b => b.Problems));
        Close.Equal(0.75, bins[3].PassAt[1], Tolerance.Double);
    }

    [Fact]
    public void Should_refuse_to_sum_up_nothing() =>
        Assert.Throws<InvalidOperationException>(() => new EvaluationMeasures().Summarise([1]));

    private static EvaluationMeasures Measured(params ExplorationRecord[] explorations)
    {
        var measures = new EvaluationMeasures((p, s) => new MarkChecker().Check(p, s.Text).Answer);
        foreach (var exploration in explorations)
            measures.Add(exploration);
        return measures;
    }
}
