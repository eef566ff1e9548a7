using System.Text.Json;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Exploration;

public sealed class ExplorationMachineTests
{
    private static readonly ExplorationWorld World = new();

    [Fact]
    public void Should_ask_for_the_first_attempts_when_opened()
    {
        var run = Opened(ExplorationWorld.Spec(attempts: 3));
        var request = Assert.Single(run.State!.OutstandingRollouts);
        Assert.Equal("2/t/p/r0/a", request.Id);
        Assert.Equal([0, 1, 2], request.Attempts);
        Assert.Equal(new StreamKey(77, 2, "p"), request.Stream);
        Assert.Null(request.Basis);
        Assert.Empty(run.State.OutstandingCritiques);
    }

    [Fact]
    public void Should_end_the_round_when_nothing_is_waited_for()
    {
        var run = Opened(ExplorationWorld.Spec());
        var events = run.Tell(run.Answers()[0]);
        Assert.Collection(events, e => Assert.IsType<AttemptsRecorded>(e), e => Assert.Equal(0, Assert.IsType<RoundCompleted>(e).Round));
        var summary = ((RoundCompleted)events[1]).Summary;
        Assert.Equal(8, summary.Sampled);
        Assert.Equal(run.State!.Attempts.Sum(a => a.Attempt.GeneratedTokens), summary.GeneratedTokens);
        Assert.Equal(run.State.Attempts.Count(a => !a.Correct), summary.Failures);
    }

    [Fact]
    public void Should_go_on_waiting_when_what_arrives_cannot_be_the_answer()
    {
        var run = Opened(ExplorationWorld.Spec(attempts: 3));
        var answer = World.Answer(run.State!.OutstandingRollouts[0]);
        Func<Attempt, Attempt>[] garbled =
        [
            a => a with { Index = -1 }, a => a with { Index = 3 }, a => a with { PolicyVersion = a.PolicyVersion - 1 }, a => a with { PolicyVersion = a.PolicyVersion + 1 }, a => a with { Forced = -1 },
            a => a with { Forced = a.Tokens.Length + 1 }, a => a with { Tokens = [] }, a => a with { LogProbabilities = [] }, a => a with { Entropies = [.. a.Entropies, 0] },
        ];
        foreach (var garble in garbled)
            Assert.Empty(run.Tell(answer with { Attempts = [.. answer.Attempts.Skip(1), garble(answer.Attempts[0])] }));
        Assert.Empty(run.Tell(answer with { RequestId = "2/t/p/r9/a" }));
        Assert.Empty(run.Tell(answer with { Attempts = [] }));
        Assert.True(run.State.IsWaiting);
        Assert.NotEmpty(run.Tell(answer with { Attempts = [garbled[0](answer.Attempts[0]), .. answer.Attempts] }));
        Assert.Equal([0, 1, 2], run.State.Attempts.Select(a => a.Attempt.Index));
    }

    [Fact]
    public void Should_accept_each_right_solution_once()
    {
        var run = Opened(ExplorationWorld.Spec(attempts: 40)).Finish();
        Assert.True(run.State!.Attempts.Count(a => a.Correct) > 1);
        var accepted = Assert.Single(run.State.Attempts, a => a.Accepted);
        Assert.Equal(run.State.Attempts.First(a => a.Correct), accepted);
        Assert.Equal(1, run.Summary.Accepted);
    }

    [Fact]
    public void Should_criticise_each_wrong_solution_once_and_refine_it()
    {
        var run = Opened(ExplorationWorld.Spec(attempts: 40)).Finish();
        run.Tell(new GrantRound(1, 2 * (30 + 4 * 20), 20, 20, 30));
        var critiques = Assert.Single(run.State!.OutstandingCritiques);
        Assert.Equal("2/t/p/r1/c", critiques.Id);
        Assert.Equal(2, critiques.Attempts.Count);
        Assert.Empty(run.State.OutstandingRollouts);
        Assert.All(critiques.Attempts, t => Assert.Equal(run.State.Find(t.Attempt)!.Attempt.Text, t.Text));
        run.Tell(World.Answer(critiques));
        Assert.Equal(2, run.State.OutstandingRollouts.Count);
        Assert.Equal([40, 41, 42, 43], run.State.OutstandingRollouts[0].Attempts);
        Assert.Equal([44, 45, 46, 47], run.State.OutstandingRollouts[1].Attempts);
        Assert.All(run.State.OutstandingRollouts, r => Assert.Equal(AttemptSource.Continued, r.Basis!.Mode));
        var first = critiques.Attempts[0].Attempt;
        Assert.Equal($"2/t/p/r1/k{first}", run.State.OutstandingRollouts[0].Id);
        run.Finish();
        run.Tell(new GrantRound(2, 100_000, 20, 20, 30));
        var treated = critiques.Attempts.Select(t => run.State.Find(t.Attempt)!.Canonical).ToHashSet();
        var second = Assert.Single(run.State.OutstandingCritiques).Attempts.Select(t => run.State.Find(t.Attempt)!.Canonical).ToList();
        Assert.Equal(second.Count, second.Distinct().Count());
        Assert.DoesNotContain(second, treated.Contains);
    }

    [Fact]
    public void Should_refine_both_ways_in_halves()
    {
        var run = Opened(ExplorationWorld.Spec(mode: RefinementMode.Both)).Finish();
        run.Tell(new GrantRound(1, 1, 20, 20, 30));
        run.Tell(World.Answer(run.State!.OutstandingCritiques[0]));
        Assert.Equal(
            [(AttemptSource.Rewritten, 2), (AttemptSource.Continued, 2)],
            run.State.OutstandingRollouts.Select(r => (r.Basis!.Mode, r.Attempts.Count)));
        Assert.Equal([8, 9, 10, 11], run.State.OutstandingRollouts.SelectMany(r => r.Attempts));
    }

    [Theory]
    [InlineData(RefinementMode.Rewrite)]
    [InlineData(RefinementMode.Both)]
    public void Should_rewrite_after_an_unreadable_critique(RefinementMode mode)
    {
        var request = Assert.Single(AfterAnUnreadableCritique(mode).State!.OutstandingRollouts);
        Assert.Equal((AttemptSource.Rewritten, 4), (request.Basis!.Mode, request.Attempts.Count));
    }

    [Fact]
    public void Should_continue_from_nothing_only_where_a_first_step_is_to_be_avoided()
    {
        var run = AfterAnUnreadableCritique(RefinementMode.Continue);
        Assert.Empty(run.State!.OutstandingRollouts);
        Assert.False(run.State.RoundOpen);
    }

    [Fact]
    public void Should_avoid_what_any_critique_calls_wrong_after_the_same_good_steps()
    {
        var run = Opened(ExplorationWorld.Spec(attempts: 40)).Finish();
        run.Tell(new GrantRound(1, 100_000, 20, 20, 30));
        run.Tell(World.Answer(run.State!.OutstandingCritiques[0]));
        var found = run.State.Critiques.Select(c => c.Critique!).Where(c => c.FirstWrongStep is not null)
            .GroupBy(c => string.Join('\n', c.Steps.Take(c.FirstWrongStep!.Value).Select(s => s.Step)))
            .ToDictionary(g => g.Key, g => g.Select(c => c.Steps[c.FirstWrongStep!.Value].Step).Distinct().ToList());
        Assert.Contains(found.Values, steps => steps.Count > 1);
        foreach (var basis in run.State.OutstandingRollouts.Select(r => r.Basis).OfType<RefinementBasis>())
            Assert.Equal(found[GoodSteps.Of(basis, ExplorationWorld.Checker).TrimEnd('\n')], basis.Avoid);
    }

    private static ExplorationRun AfterAnUnreadableCritique(RefinementMode mode)
    {
        var run = Opened(ExplorationWorld.Spec(mode: mode)).Finish();
        run.Tell(new GrantRound(1, 1, 20, 20, 30));
        var answer = World.Answer(run.State!.OutstandingCritiques[0]);
        run.Tell(answer with { Critiques = [answer.Critiques[0] with { Critique = null, Text = "mumble" }] });
        return run;
    }

    [Fact]
    public void Should_sample_more_where_nothing_is_left_to_criticise()
    {
        var run = new ExplorationRun(new ExplorationWorld(skill: 1));
        run.Tell(new OpenExploration(ExplorationWorld.Spec()));
        run.Finish().Tell(new GrantRound(1, 100, 20, 20, 30));
        Assert.Equal([8, 9, 10, 11, 12], Assert.Single(run.State!.OutstandingRollouts).Attempts);
        Assert.Empty(run.State.OutstandingCritiques);
    }

    [Theory]
    [InlineData(100, 5)]
    [InlineData(0, 1)]
    public void Should_spend_a_grant_on_attempts_in_the_control_arm(int tokens, int attempts)
    {
        var run = Opened(ExplorationWorld.Spec(Arm.Resample)).Finish();
        run.Tell(new GrantRound(1, tokens, 20, 20, 30));
        Assert.Equal(attempts, Assert.Single(run.State!.OutstandingRollouts).Attempts.Count);
    }

    [Fact]
    public void Should_refuse_a_shortcut()
    {
        var run = Opened(ExplorationWorld.Spec()).Finish();
        run.Tell(new GrantRound(1, 1, 20, 20, 30));
        run.Tell(World.Answer(run.State!.OutstandingCritiques[0]));
        var request = run.State.OutstandingRollouts[0];
        var longer = request with { Basis = request.Basis! with { Parent = request.Basis.Parent with { Text = string.Concat(Enumerable.Repeat("1 + 1 = 2\n", 4)) } } };
        var answer = World.Answer(longer);
        var state = run.State with { OutstandingRollouts = [longer], Attempts = [] };
        var right = answer with { Attempts = [.. answer.Attempts.Select(a => a with { Text = "3 * 7 = 21\n25 + 21 = 46" })] };
        var recorded = Assert.IsType<AttemptsRecorded>(ExplorationWorld.Machine.Decide(state, right)[0]);
        Assert.All(recorded.Attempts, a => Assert.Equal((true, false), (a.Correct, a.Accepted)));
    }

    [Fact]
    public void Should_quarantine_without_scoring()
    {
        var run = Opened(ExplorationWorld.Spec());
        var events = run.Tell(new QuarantineRequest("2/t/p/r0/a", "three workers failed"));
        Assert.IsType<RequestQuarantined>(events[0]);
        Assert.Equal((1, 0, 0), (run.Summary.Quarantined, run.Summary.Failures, run.Summary.Sampled));
        Assert.False(run.State!.RoundOpen);
        Assert.Empty(run.Tell(World.Answer(Opened(ExplorationWorld.Spec()).State!.OutstandingRollouts[0])));
        Assert.Equal(("2/t/p/r0/a", "three workers failed"), (run.State.Quarantined[0].RequestId, run.State.Quarantined[0].Reason));
        Assert.Equal(run.State.Quarantined, run.State.ToRecord().Quarantined);
    }

    [Fact]
    public void Should_ignore_what_is_late_unknown_incomplete_or_out_of_turn()
    {
        var run = new ExplorationRun(World);
        Assert.Empty(run.Tell(new CloseExploration()));
        run.Tell(new OpenExploration(ExplorationWorld.Spec()));
        var answer = (RecordAttempts)run.Answers()[0];
        Assert.Empty(run.Tell(new OpenExploration(ExplorationWorld.Spec())));
        Assert.Empty(run.Tell(answer with { RequestId = "other" }));
        Assert.Empty(run.Tell(answer with { Attempts = [.. answer.Attempts.Skip(1)] }));
        Assert.Empty(run.Tell(new GrantRound(1, 100, 20, 20, 30)));
        Assert.Empty(run.Tell(new CloseExploration()));
        Assert.Empty(run.Tell(new QuarantineRequest("other", "?")));
        Assert.NotEmpty(run.Tell(answer));
        Assert.Empty(run.Tell(answer));
        Assert.Empty(run.Tell(new GrantRound(2, 100, 20, 20, 30)));
        Assert.IsType<ExplorationCompleted>(Assert.Single(run.Tell(new CloseExploration())));
        Assert.Empty(run.Tell(new GrantRound(1, 100, 20, 20, 30)));
        Assert.Empty(run.Tell(new CloseExploration()));
    }

    [Fact]
    public void Should_give_an_evaluation_one_round_only()
    {
        var run = Opened(ExplorationWorld.Spec(purpose: ExplorationPurpose.Evaluation)).Finish();
        Assert.Equal("2/e/p", run.State!.Spec.Id);
        Assert.Empty(run.Tell(new GrantRound(1, 100, 20, 20, 30)));
        Assert.NotEmpty(run.Tell(new CloseExploration()));
    }

    /// <summary>Whatever the order of arrival, however often a message comes twice and wherever the process dies.</summary>
    [Fact]
    public void Should_end_alike_whatever_happens_on_the_way() =>
        Gen.Select(Gen.Enum<RefinementMode>(), Gen.Enum<Arm>(), Gen.ULong).Sample((mode, arm, seed) =>
        {
            var random = new SplitMix64(seed);
            Assert.Equal(InOrder(mode, arm), Shuffled(mode, arm, ref random));
        }, iter: 100);

    private static string InOrder(RefinementMode mode, Arm arm)
    {
        var run = Opened(ExplorationWorld.Spec(arm, mode)).Finish();
        for (var round = 1; round <= 3; round++)
        {
            run.Tell(new GrantRound(round, 300, 20, 20, 30));
            run.Finish();
        }
        run.Tell(new CloseExploration());
        return JsonSerializer.Serialize((run.State!.ToRecord(), run.Summary), Fields);
    }

    private static string Shuffled(RefinementMode mode, Arm arm, ref SplitMix64 random)
    {
        var run = Opened(ExplorationWorld.Spec(arm, mode));
        var said = new List<ExplorationCommand>();
        for (var round = 1; round <= 4; round++)
        {
            while (run.State!.IsWaiting)
            {
                var answers = run.Answers();
                said.Add(answers[random.Below(answers.Count)]);
                run.Tell(said[^1]);
                run.Tell(said[random.Below(said.Count)]);
                if (random.Below(3) == 0)
                    AssertRecovers(run);
            }
            said.Add(round < 4 ? new GrantRound(round, 300, 20, 20, 30) : new CloseExploration());
            run.Tell(said[^1]);
        }
        Assert.True(run.State!.Completed);
        return JsonSerializer.Serialize((run.State.ToRecord(), run.Summary), Fields);
    }

    private static void AssertRecovers(ExplorationRun run)
    {
        var before = JsonSerializer.Serialize(run.State, Fields);
        run.Recover();
        Assert.Equal(before, JsonSerializer.Serialize(run.State, Fields));
    }

    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true };

    private static ExplorationRun Opened(ExplorationSpec spec)
    {
        var run = new ExplorationRun(World);
        run.Tell(new OpenExploration(spec));
        return run;
    }
}
