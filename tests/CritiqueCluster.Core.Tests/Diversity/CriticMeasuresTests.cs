using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class CriticMeasuresTests
{
    private readonly CriticMeasures _measures = new(_ => new MarkChecker());

    [Fact]
    public void Should_judge_the_first_wrong_step_and_the_absence_of_one()
    {
        Assert.True(_measures.Judge(Problem("p"), "a\n!b", false, Criticised(0, 2, 1, Verdict.Wrong).Critique));
        Assert.False(_measures.Judge(Problem("p"), "a\n!b", false, Criticised(0, 2, 0, Verdict.Wrong).Critique));
        Assert.False(_measures.Judge(Problem("p"), "a\n!b", false, null));
        Assert.False(_measures.Judge(Problem("p"), "a\n!b", false, Criticised(0, 2, null, Verdict.Correct).Critique));
        Assert.True(_measures.Judge(Problem("p"), "a\nb", true, Criticised(0, 2, null, Verdict.Correct).Critique));
        Assert.False(_measures.Judge(Problem("p"), "a\nb", true, Criticised(0, 2, 1, Verdict.Wrong).Critique));

        var report = _measures.Summarise(exact: false);

        Assert.Equal((4, 2, 1, 6), (report.WithError, report.WithoutError, report.Unreadable, report.Critiques));
        Assert.Equal(0.25, report.AccuracyWithError);
        Assert.Equal(0.5, report.AccuracyWithoutError);
        Close.Equal(2 * 0.25 * 0.5 / 0.75, report.F1, Tolerance.Double);
        Close.Equal(0.5, report.AnswerAccuracy, Tolerance.Double); // 1st, 2nd and 5th of 6
    }

    [Fact]
    public void Should_leave_out_what_is_right_so_far_but_unfinished()
    {
        Assert.Null(_measures.Judge(Problem("p"), "a\nb", false, Criticised(0, 2, null, Verdict.Wrong).Critique));
        Assert.Null(_measures.Summarise(exact: false).F1);
    }

    [Fact]
    public void Should_know_no_f1_without_a_checker()
    {
        var measures = new CriticMeasures(_ => null);
        Assert.Null(measures.Judge(Problem("p"), "a", false, Criticised(0, 1, 0, Verdict.Wrong).Critique));

        var report = measures.Summarise(exact: false);

        Assert.Null(report.F1);
        Assert.Equal(1, report.AnswerAccuracy);
    }

    [Fact]
    public void Should_measure_helpfulness_against_fresh_samples_of_the_same_problem()
    {
        // Of the first round's 4, attempt 1 is right; 0 and 2 are criticised, 0 rightly and 2 wrongly.
        _measures.Add(Explored("p", 0, ExplorationPurpose.Training,
            [
                Attempt(0, false, "a\n!b"), Attempt(1, true, "c"), Attempt(2, false, "!d"), Attempt(3, false, "!e"),
                Attempt(4, true, "a\nf", AttemptSource.Continued, 0, accepted: true, round: 1),
                Attempt(5, true, "a\nf", AttemptSource.Continued, 0, round: 1),
                Attempt(6, false, "a\n!g", AttemptSource.Continued, 0, round: 1),
                Attempt(7, false, "!h", AttemptSource.Rewritten, 2, round: 1),
            ],
            [Criticised(0, 2, 1, Verdict.Wrong), Criticised(2, 1, null, Verdict.Wrong)]));
        _measures.Add(Explored("q", 0, ExplorationPurpose.Training,
            [Attempt(0, true, "a"), Attempt(1, true, "b"), Attempt(2, false, "!c"), Attempt(3, false, "!d")]));

        var report = _measures.Summarise(exact: true);

        Assert.True(report.Exact);
        Assert.Equal(4, report.Refinements);
        Assert.Equal(0.5, report.Helpfulness);
        Assert.Equal(Interval.Wilson(2, 4), report.HelpfulnessInterval);
        Assert.Equal(0.25, report.AcceptedRefinements);
        // Beside three attempts of which one is right stood five: p's three wrong ones, and q's two right ones.
        Close.Equal(2.0 / 5, report.Resampling, Tolerance.Double);
        Close.Equal(2.0 / 3, report.AfterRightCritique, Tolerance.Double);
        Assert.Equal(0, report.AfterWrongCritique);
    }

    [Fact]
    public void Should_audit_a_critic_on_right_and_wrong_attempts_of_the_base()
    {
        var audit = new CriticAudit();
        for (var i = 0; i < 400; i++) // More than the critic has slots for.
            audit.Add(Explored($"p{i:D3}", -1, ExplorationPurpose.Evaluation,
                [Attempt(0, false, "!a"), Attempt(1, false, "!b"), Attempt(2, i % 2 == 0, i % 2 == 0 ? "c" : "!d")]));
        audit.Add(Explored("p000", 0, ExplorationPurpose.Evaluation, [Attempt(0, true, "a")])); // not the base
        audit.Add(Explored("t1", 0, ExplorationPurpose.Training, [Attempt(0, true, "a")]));
        using var critic = new ExactCritic(new MarkChecker());

        audit.Run(critic, ExactCritic.VersionStep, 64, _measures);

        var report = _measures.Summarise(exact: true);
        Assert.Equal((400, 200), (report.WithError, report.WithoutError));
        Assert.Equal(1, report.F1);
    }

    [Theory]
    [InlineData(0.5, 1, 2.0 / 3)]
    [InlineData(0, 0, 0)]
    [InlineData(0, 1, 0)]
    public void Should_take_the_harmonic_mean(double a, double b, double expected) =>
        Close.Equal(expected, CriticMeasures.HarmonicMean(a, b), Tolerance.Double);
}
