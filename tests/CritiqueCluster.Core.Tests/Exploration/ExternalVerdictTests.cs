using System.Text.Json;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems.External;

namespace CritiqueCluster.Core.Tests.Exploration;

/// <summary>Explorations whose attempts a program of the user's has judged.</summary>
public sealed class ExternalVerdictTests
{
    private static readonly ExplorationMachine Machine = new(new ExternallyJudged(ExplorationWorld.Checker));
    private static readonly ExplorationWorld World = new();

    [Fact]
    public void Should_record_the_verdict_and_not_what_the_checker_would_say()
    {
        var (state, answer) = Asked(attempts: 8);
        var judged = Judge(answer, a => new AttemptVerdict(!ExplorationWorld.Checker.Check(state.Spec.Problem, a.Text).Correct, "x", "because"));
        var recorded = Assert.IsType<AttemptsRecorded>(Machine.Decide(state, judged)[0]);
        Assert.Null(recorded.Quarantined);
        Assert.All(recorded.Attempts, a =>
        {
            Assert.NotEqual(ExplorationWorld.Checker.Check(state.Spec.Problem, a.Attempt.Text).Correct, a.Correct);
            Assert.Equal((a.Correct, a.Correct ? null : "because"), (a.Accepted, a.Reason));
            Assert.Equal(ExplorationWorld.Checker.Canonical(a.Attempt.Text), a.Canonical);
        });
        Assert.Contains(recorded.Attempts, a => a.Correct);
        Assert.Contains(recorded.Attempts, a => !a.Correct);
    }

    [Fact]
    public void Should_go_on_waiting_for_a_verdict_and_take_none_where_nobody_asked_for_one()
    {
        var (state, answer) = Asked(attempts: 2);
        Assert.Empty(Machine.Decide(state, answer));
        Assert.Empty(ExplorationWorld.Machine.Decide(state, Judge(answer, _ => new AttemptVerdict(true))));
    }

    [Fact]
    public void Should_quarantine_an_attempt_that_could_not_be_judged_and_record_the_others()
    {
        var (opened, answer) = Asked(attempts: 3);
        var events = Machine.Decide(opened, Judge(answer, a => a.Index == 1 ? new AttemptVerdict(false, Failure: "it crashed") : new AttemptVerdict(a.Index == 0)));
        Assert.Collection(events, e => Assert.IsType<AttemptsRecorded>(e), e => Assert.IsType<RoundCompleted>(e));
        var state = events.Aggregate(opened, ExplorationMachine.Apply);
        Assert.Equal([(0, true), (2, false)], state.Attempts.Select(a => (a.Attempt.Index, a.Correct)));
        var given = Assert.Single(state.Quarantined);
        Assert.Equal(("2/t/p/r0/a", "attempt 1: it crashed", 1), (given.RequestId, given.Reason, given.Attempt!.Index));
        var summary = ((RoundCompleted)events[1]).Summary;
        Assert.Equal((2, 1, 1), (summary.Sampled, summary.Failures, summary.Quarantined));
        Assert.Equal(answer.Attempts.Sum(a => a.GeneratedTokens), summary.SampledTokens); // its tokens are spent, too
        Assert.Equal(JsonSerializer.Serialize(state), JsonSerializer.Serialize(ExplorationMachine.Fold([new ExplorationOpened(opened.Spec), .. events])));
    }

    [Fact]
    public void Should_end_its_round_though_none_of_its_attempts_could_be_judged()
    {
        var (opened, answer) = Asked(attempts: 3);
        var state = Machine.Decide(opened, Judge(answer, _ => new AttemptVerdict(false, Failure: "too late"))).Aggregate(opened, ExplorationMachine.Apply);
        Assert.False(state.RoundOpen);
        Assert.Empty(state.Attempts);
        Assert.Equal(3, state.Quarantined.Count);
        Assert.Equal(0, ExplorationSummary.Of(state).Failures);
        Assert.IsType<ExplorationCompleted>(Assert.Single(Machine.Decide(state, new CloseExploration())));
    }

    [Fact]
    public void Should_count_what_an_unjudged_refinement_has_cost_with_the_refinements()
    {
        var (opened, answer) = Asked(attempts: 2);
        var state = Machine.Decide(opened, Judge(answer, _ => new AttemptVerdict(false))).Aggregate(opened, ExplorationMachine.Apply);
        state = Machine.Decide(state, new GrantRound(1, 1, 20, 20, 30)).Aggregate(state, ExplorationMachine.Apply);
        state = Machine.Decide(state, World.Answer(state.OutstandingCritiques[0])).Aggregate(state, ExplorationMachine.Apply);
        var refined = World.Answer(state.OutstandingRollouts[0]);
        var before = ExplorationSummary.Of(state).RefinementTokens;
        state = Machine.Decide(state, Judge(refined, _ => new AttemptVerdict(false, Failure: "crash"))).Aggregate(state, ExplorationMachine.Apply);
        Assert.Equal(refined.Attempts.Sum(a => a.GeneratedTokens), ExplorationSummary.Of(state).RefinementTokens - before);
        Assert.Equal((0, 4), (ExplorationSummary.Of(state).Refinements, state.Quarantined.Count));
    }

    private static (ExplorationState State, RecordAttempts Answer) Asked(int attempts)
    {
        var state = Machine.Decide(null, new OpenExploration(ExplorationWorld.Spec(attempts: attempts))).Aggregate((ExplorationState?)null, ExplorationMachine.Apply)!;
        return (state, World.Answer(state.OutstandingRollouts[0]));
    }

    private static RecordAttempts Judge(RecordAttempts answer, Func<Attempt, AttemptVerdict> verdict) =>
        answer with { Attempts = [.. answer.Attempts.Select(a => a with { Verdict = verdict(a) })] };
}
