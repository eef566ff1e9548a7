using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class DecoupledPpoTests
{
    private static readonly PolicyView View = new(1, 2);

    [Fact]
    public void Should_clip_around_the_beginning_of_the_task_and_weigh_by_how_stale_the_token_is()
    {
        using var rest = NewDisposeScope();
        // now ÷ proximal is ρ, proximal ÷ old is the weight:
        // ρ = 0.5 ÷ 0.4 = 1.25, weight 2, A = 1: −2 · 1.25 = −2.5, and it moves
        // ρ = 0.3 ÷ 0.2 = 1.5, weight ½, A = 2: −½ · 1.28 · 2 = −1.28, clipped
        // ρ = 0.1 ÷ 0.2 = ½, weight 2, A = −1: 2 · 0.8 = 1.6, clipped
        // ρ = 0.1 ÷ 0.1 = 1, weight 4, A = −½: 4 · ½ = 2, and it moves
        var tokens = ByHand.Tokens((0.5, 0.2, 1), (0.3, 0.4, 2), (0.1, 0.1, -1), (0.1, 0.025, -0.5)) with
        {
            Proximal = ByHand.Probabilities(0.4, 0.2, 0.2, 0.1),
        };

        var (losses, gradients) = ByHand.Of(Objective(), tokens);

        ByHand.AssertEqual([-2.5, -1.28, 1.6, 2], losses);
        ByHand.AssertEqual([-2.5, 0, 0, 2], gradients); // dρ / d log π = ρ
    }

    [Fact]
    public void Should_learn_nothing_from_a_token_whose_weight_exceeds_the_cap()
    {
        using var rest = NewDisposeScope();
        // Weights 4 and 5.
        PolicyTokens Tokens() => ByHand.Tokens((0.4, 0.1, 1), (0.5, 0.1, 1)) with { Proximal = ByHand.Probabilities(0.4, 0.5) };

        ByHand.AssertEqual([-4, 0], ByHand.Of(Objective(cap: 4.5), Tokens()).Losses);
        ByHand.AssertEqual([-4, 0], ByHand.Of(Objective(cap: 4.5), Tokens()).Gradients);
        ByHand.AssertEqual([-4, -5], ByHand.Of(Objective(cap: 1000), Tokens()).Losses);
    }

    [Fact]
    public void Should_be_grpo_where_nothing_is_stale()
    {
        using var rest = NewDisposeScope();
        PolicyTokens Tokens() => ByHand.Tokens((0.5, 0.2, 1), (0.3, 0.31, 2), (0.1, 0.2, -1), (0.2, 0.19, -3));

        var (losses, gradients) = ByHand.Of(Objective(), Tokens() with { Proximal = Tokens().Old });
        var grpo = ByHand.Of(new Grpo(new GrpoOptions(), View), Tokens());

        ByHand.AssertEqual(grpo.Losses, losses);
        ByHand.AssertEqual(grpo.Gradients, gradients);
    }

    [Fact]
    public void Should_remember_what_the_policy_said_as_the_task_began_and_refuse_an_example_that_it_did_not_hear()
    {
        using var rest = NewDisposeScope();
        var (example, now) = ByHand.Heard(1, [-1, -2], [-3, -4]);

        var prepared = Assert.Single(Objective().Prepare([example], [now], default));

        Assert.Equal([-1f, -2f], prepared.Sampled!.Proximal!);
        Assert.Equal([-3f, -4f], prepared.Sampled.LogProbabilities);
        Assert.Throws<ArgumentException>(() => Objective().Losses(PolicyTokens.Of(tensor(now), [example])));
    }

    private static DecoupledPpo Objective(double cap = 5) => new(new DecoupledPpoOptions { BehaviourCap = cap }, new GrpoOptions(), View);
}
