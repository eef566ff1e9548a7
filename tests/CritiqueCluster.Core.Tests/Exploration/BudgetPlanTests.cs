using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Exploration;

public sealed class BudgetPlanTests
{
    [Fact]
    public void Should_spend_evenly_in_the_vanilla_arm()
    {
        // 200 tokens left in one round, 20 an attempt: ten attempts, the first four to b to catch up with a.
        var grants = BudgetPlan.Next(Budget(Arm.Vanilla, 520), [Summary("a", sampled: 10), Summary("b", sampled: 6)], 1);
        Assert.Equal([("a", 60), ("b", 140)], grants.Select(g => (g.ExplorationId, g.Grant.Tokens)));
        Assert.All(grants, g => Assert.Equal((1, 20.0), (g.Grant.Round, g.Grant.ExpectedAttemptTokens)));
    }

    [Fact]
    public void Should_serve_the_hardest_first_in_the_control_arm()
    {
        // A unit is 80 tokens; of the 640 left, the next of four rounds may spend 160: two units.
        ExplorationSummary[] all =
            [Summary("a", accepted: 2), Summary("b", accepted: 0), Summary("c", accepted: 1), Summary("d", accepted: 0, failures: 0)];
        var grants = BudgetPlan.Next(Budget(Arm.Resample, 640 + 4 * 160), all, 4);
        Assert.Equal([("b", 80), ("c", 80)], grants.Select(g => (g.ExplorationId, g.Grant.Tokens)));
    }

    [Fact]
    public void Should_go_round_again_while_the_share_lasts()
    {
        // Five units of 80 for three candidates: two for the two that are hardest.
        ExplorationSummary[] all = [Summary("a", accepted: 2), Summary("b", accepted: 0), Summary("c", accepted: 1)];
        var grants = BudgetPlan.Next(Budget(Arm.Resample, 400 + 3 * 160), all, 1);
        Assert.Equal([("a", 80), ("b", 160), ("c", 160)], grants.Select(g => (g.ExplorationId, g.Grant.Tokens)));
    }

    [Fact]
    public void Should_put_parts_together_that_pay_for_nothing_alone()
    {
        // 100 tokens left in three rounds, 80 a unit of the control arm: a third of it would buy nothing.
        var grant = BudgetPlan.Next(Budget(Arm.Resample, 260), Summary("a", accepted: 0), roundsLeft: 3);
        Assert.Equal((1, 80), (grant!.Round, grant.Tokens));
        Assert.Null(BudgetPlan.Next(Budget(Arm.Resample, 190), Summary("a", accepted: 0), roundsLeft: 3)); // 30 are too few
        Assert.Null(BudgetPlan.Next(Budget(Arm.Resample, 260), Summary("a", accepted: 0), roundsLeft: 0));
        Assert.Null(BudgetPlan.Next(Budget(Arm.Resample, 260), Summary("a", failures: 0), roundsLeft: 3));
    }

    [Fact]
    public void Should_expect_what_was_seen_so_far()
    {
        var seen = Summary("a") with { Critiques = 2, CritiqueTokens = 60, Refinements = 4, RefinementTokens = 40 };
        var grant = Assert.Single(BudgetPlan.Next(Budget(Arm.Critique, 260 + 80), [seen], 1)).Grant;
        Assert.Equal(new GrantRound(1, 80, 20, 5, 30), grant);
        var first = Assert.Single(BudgetPlan.Next(Budget(Arm.Critique, 160 + 130), [Summary("a")], 1)).Grant;
        Assert.Equal(new GrantRound(1, 130, 20, 20, 50), first);
    }

    [Fact]
    public void Should_grant_nothing_without_failures_budget_or_rounds()
    {
        Assert.Empty(BudgetPlan.Next(Budget(Arm.Resample, 10_000), [Summary("a", failures: 0)], 3));
        Assert.Empty(BudgetPlan.Next(Budget(Arm.Vanilla, 160), [Summary("a")], 3));
        Assert.Empty(BudgetPlan.Next(Budget(Arm.Vanilla, 10_000), [Summary("a")], 0));
        Assert.Empty(BudgetPlan.Next(Budget(Arm.Vanilla, 10_000), [], 3));
    }

    [Fact]
    public void Should_not_depend_on_the_order_of_the_summaries()
    {
        ExplorationSummary[] all = [Summary("a", accepted: 2), Summary("b"), Summary("c", accepted: 1), Summary("d")];
        foreach (var arm in Enum.GetValues<Arm>())
            Assert.Equal(BudgetPlan.Next(Budget(arm, 2_000), all, 2), BudgetPlan.Next(Budget(arm, 2_000), [.. all.Reverse()], 2));
    }

    /// <summary>Whole iterations with workers whose costs vary: the arms must cost the same, or they cannot be compared.</summary>
    [Theory]
    [InlineData(Arm.Vanilla, 1)]
    [InlineData(Arm.Vanilla, 4)]
    [InlineData(Arm.Resample, 1)]
    [InlineData(Arm.Resample, 4)]
    [InlineData(Arm.Critique, 2)]
    [InlineData(Arm.Critique, 4)]
    [InlineData(Arm.Critique, 4, 0)]
    public void Should_spend_the_budget_to_two_percent(Arm arm, int rounds, int critiqueTokens = 37)
    {
        var explorations = Enumerable.Range(0, 120).ToDictionary(i => ExplorationSpec.IdOf(2, ExplorationPurpose.Training, $"p{i}"), i =>
        {
            var run = new ExplorationRun(new ExplorationWorld(i / 120.0, critiqueTokens));
            run.Tell(new OpenExploration(ExplorationWorld.Spec(arm, problem: $"p{i}")));
            return run.Finish();
        });
        var budget = Budget(arm, 120 * 400);
        for (var left = rounds; left > 0; left--)
            foreach (var (id, grant) in BudgetPlan.Next(budget, [.. explorations.Values.Select(e => e.Summary)], left))
            {
                Assert.NotEmpty(explorations[id].Tell(grant));
                explorations[id].Finish();
            }
        var spent = explorations.Values.Sum(e => e.Summary.GeneratedTokens);
        Assert.InRange(spent / (double)budget.Tokens, 0.98, 1.02);
    }

    private static IterationBudget Budget(Arm arm, long tokens) => new(arm, tokens, 4, 4, 50);

    private static ExplorationSummary Summary(string id, int sampled = 8, int accepted = 0, int failures = 3) =>
        new(id, id, 0, sampled, sampled * 20, 0, 0, 0, 0, failures, failures, accepted, 0);
}
