using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class CritiqueGrpoTests
{
    private static readonly PolicyView View = new(1, 2);
    private static readonly LearnerOptions Options = new() { Objective = LearnerObjective.CritiqueGrpo };

    [Fact]
    public void Should_weigh_tokens_of_a_refinement_by_what_the_problem_alone_makes_of_them()
    {
        using var rest = NewDisposeScope();
        // f(p) = p ÷ (p + 0.1): ½ at 0.1 and 0.9 at 0.9; df / d log p = 0.1·p ÷ (p + 0.1)²: ¼ and 0.09. The last is an attempt's: ρ = 1.1.
        var tokens = ByHand.Tokens((0.1, 0.7, 0.75), (0.9, 0.7, 0.75), (0.55, 0.5, -0.25)) with { Guided = ByHand.Marks(true, true, false) };

        var (losses, gradients) = ByHand.Of(Objective(0.1), tokens);

        ByHand.AssertEqual([-0.75 / 2, -0.75 * 0.9, 0.25 * 1.1], losses);
        ByHand.AssertEqual([-0.75 / 4, -0.75 * 0.09, 0.25 * 1.1], gradients);
    }

    [Fact]
    public void Should_learn_nothing_from_a_refinement_as_gamma_vanishes_and_be_grpo_without_one()
    {
        using var rest = NewDisposeScope();
        PolicyTokens Tokens() => ByHand.Tokens((0.1, 0.7, 0.75), (0.55, 0.5, -0.25), (0.9, 0.5, 1));
        var grpo = ByHand.Of(new Grpo(new GrpoOptions(), View), Tokens());

        var none = ByHand.Of(Objective(0.1), Tokens());
        var vanishing = ByHand.Of(Objective(1e-12), Tokens() with { Guided = ByHand.Marks(true, false, false) });

        ByHand.AssertEqual(grpo.Losses, none.Losses);
        ByHand.AssertEqual(grpo.Gradients, none.Gradients);
        ByHand.AssertEqual([-0.75, .. grpo.Losses[1..]], vanishing.Losses);
        ByHand.AssertEqual([0, .. grpo.Gradients[1..]], vanishing.Gradients);
    }

    [Fact]
    public void Should_not_let_an_unlikely_token_of_the_refinement_spoil_the_gradient()
    {
        using var rest = NewDisposeScope();
        // Under the critique it was certain, without it next to impossible: a ratio would be of no use, and is not looked at.
        var tokens = ByHand.Tokens((1e-30, 1, 1)) with { Guided = ByHand.Marks(true) };
        var (losses, gradients) = ByHand.Of(Objective(0.1), tokens);
        ByHand.AssertEqual([0], losses);
        ByHand.AssertEqual([0], gradients);
    }

    [Fact]
    public void Should_take_the_first_right_refinement_into_the_group_and_divide_by_nothing()
    {
        using var rest = NewDisposeScope();
        // Scores 0, 0, 1 and mean ⅓.
        var found = Of(Attempt(0, false), Attempt(1, false), Attempt(2, false, "b", AttemptSource.Continued, 0, forced: 1),
            Attempt(3, true, "c", AttemptSource.Rewritten, 0), Attempt(4, true, "d", AttemptSource.Continued, 0, forced: 3));

        Assert.Equal([0, 1, 3], found.Select(t => t.Attempt));
        Assert.Equal([false, false, true], found.Select(t => t.Sampled!.Guided));
        ByHand.AssertEqual([-1 / 3.0, -1 / 3.0, 2 / 3.0], found.Select(t => t.Sampled!.Advantage));
        Assert.Equal(4, found[2].Sampled!.LogProbabilities.Length);
    }

    [Fact]
    public void Should_take_the_first_refinement_where_none_is_right_and_read_the_steps_that_it_was_given()
    {
        using var rest = NewDisposeScope();
        var found = Of(Attempt(0, false), Attempt(1, true), Attempt(2, false, "b", AttemptSource.Continued, 0, forced: 3),
            Attempt(3, false, "c", AttemptSource.Rewritten, 0));

        Assert.Equal([0, 1, 2], found.Select(t => t.Attempt));
        Assert.Equal((3, 1, true), (found[2].Forced, found[2].Sampled!.LogProbabilities.Length, found[2].Sampled!.Guided));
        ByHand.AssertEqual([-1 / 3.0, 2 / 3.0, -1 / 3.0], found.Select(t => t.Sampled!.Advantage));
    }

    [Fact]
    public void Should_drop_groups_that_agree_and_do_without_a_refinement_where_there_is_none()
    {
        using var rest = NewDisposeScope();
        Assert.Empty(Of(Attempt(0, false), Attempt(1, false, "b", AttemptSource.Rewritten, 0)));
        Assert.Equal([0.5, -0.5], Of(Attempt(0, true), Attempt(1, false)).Select(t => t.Sampled!.Advantage));
    }

    private static CritiqueGrpo Objective(double gamma) => new(new CritiqueGrpoOptions { Gamma = gamma }, new GrpoOptions(), View);

    private static IReadOnlyList<Trajectory> Of(params CheckedAttempt[] attempts) =>
        GroupAdvantages.Of([Explored("p", 0, ExplorationPurpose.Training, attempts)], Options);
}
