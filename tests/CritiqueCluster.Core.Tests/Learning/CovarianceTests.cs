using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Clip-Cov and KL-Cov, and the covariance that both go by.</summary>
public sealed class CovarianceTests
{
    private static readonly PolicyView View = new(1, 2);

    /// <summary>
    /// Mean advantage 0, mean log-probability −3: the tokens' covariances are 2·2, 2·0 | −2·1, −2·−3, that is 4, 0 | −2, 6.
    /// </summary>
    private static readonly (TrainingExample Example, float[] Now)[] Batch =
        [ByHand.Heard(2, [-1, -3], [-1, -3]), ByHand.Heard(-2, [-2, -6], [-2, -6])];

    [Fact]
    public void Should_multiply_what_advantage_and_log_probability_are_beyond_their_means() =>
        Assert.Equal([4, 0, -2, 6], TokenCovariance.Of([2, 2, -2, -2], [-1, -3, -2, -6]));

    [Fact]
    public void Should_count_tokens_without_blame_with_an_advantage_of_zero()
    {
        using var rest = NewDisposeScope();
        // Advantages 2, 2 | 0, −2: mean ½. Log-probabilities as above: 1.5·2, 1.5·0 | −½·1, −2.5·−3.
        var blameless = Batch[1].Example with { Sampled = Batch[1].Example.Sampled! with { Blameless = 1 } };
        IReadOnlyList<BatchToken> seen = [];

        TokenCovariance.Mark([Batch[0].Example, blameless], [Batch[0].Now, Batch[1].Now], tokens =>
        {
            seen = tokens;
            return [];
        });

        Assert.Equal([3, 0, -0.5, 7.5], seen.Select(t => t.Covariance));
        Assert.Equal([2, 2, 0, -2], seen.Select(t => t.Advantage));
    }

    [Fact]
    public void Should_take_out_what_lies_between_the_bounds()
    {
        using var rest = NewDisposeScope();
        Assert.Equal([true, false, false, false], Marks(Clip(new ClipCovOptions()), Batch)); // 4, and neither 6 nor 0
        Assert.Equal([false, false, false, true], Marks(Clip(new ClipCovOptions { Low = 5, High = 7 }), Batch));
        Assert.Equal(new bool[4], Marks(Clip(new ClipCovOptions { Low = 4, High = 6 }), Batch)); // the bounds themselves are outside
    }

    [Theory]
    [InlineData(2, -1.2f, true)] // ρ = e^0.2 = 1.22: not clipped
    [InlineData(2, -1.3f, false)] // ρ = e^0.3 = 1.35 is clipped at 1.28: nothing is left to take out
    public void Should_leave_alone_what_clipping_has_taken_already(double advantage, float old, bool marked)
    {
        using var rest = NewDisposeScope();
        var moved = ByHand.Heard(advantage, Batch[0].Now, [old, -3]);
        Assert.Equal(marked, Marks(Clip(new ClipCovOptions()), [moved, Batch[1]])[0]);
    }

    [Fact]
    public void Should_draw_as_many_as_the_ratio_says_and_the_same_ones_from_the_same_stream()
    {
        using var rest = NewDisposeScope();
        // Mean advantage 0, mean log-probability −3: 80 tokens of covariance 4.
        var batch = Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? ByHand.Heard(2, [-1], [-1]) : ByHand.Heard(-2, [-5], [-5])).ToList();

        var few = Marks(Clip(new ClipCovOptions { Ratio = 0.001 }), batch);
        var tenth = Marks(Clip(new ClipCovOptions { Ratio = 0.1 }), batch);

        Assert.Equal((1, 8), (few.Count(m => m), tenth.Count(m => m)));
        Assert.Equal(tenth, Marks(Clip(new ClipCovOptions { Ratio = 0.1 }), batch));
        Assert.NotEqual(tenth, Marks(Clip(new ClipCovOptions { Ratio = 0.1 }), batch, seed: 2));
    }

    [Fact]
    public void Should_hold_the_tokens_of_highest_covariance()
    {
        using var rest = NewDisposeScope();
        Assert.Equal([false, false, false, true], Marks(Kl(0.002), Batch)); // at least one
        Assert.Equal([true, false, false, true], Marks(Kl(0.5), Batch));
        Assert.Equal([true, true, true, true], Marks(Kl(1), Batch));
    }

    [Fact]
    public void Should_give_clip_covs_loss_that_is_computed_by_hand()
    {
        using var rest = NewDisposeScope();
        // ρ = 1.1, 1.5, 1.1: −2·1.1, then −2·1.28 (clipped), then 0 in place of −2·1.1.
        var tokens = ByHand.Tokens((0.22, 0.2, 2), (0.3, 0.2, 2), (0.22, 0.2, 2)) with { Marked = ByHand.Marks(false, false, true) };

        var (losses, gradients) = ByHand.Of(Clip(new ClipCovOptions()), tokens);

        ByHand.AssertEqual([-2.2, -2.56, 0], losses);
        ByHand.AssertEqual([-2.2, 0, 0], gradients);
    }

    [Fact]
    public void Should_give_kl_covs_loss_that_is_computed_by_hand()
    {
        using var rest = NewDisposeScope();
        // −A·ρ without clipping; the last two are held: + 3·|log ρ| with ρ = 2 and ½.
        var tokens = ByHand.Tokens((0.4, 0.2, 2), (0.4, 0.2, 2), (0.1, 0.2, 2)) with { Marked = ByHand.Marks(false, true, true) };

        var (losses, gradients) = ByHand.Of(Kl(0.5, beta: 3), tokens);

        ByHand.AssertEqual([-4, -4 + 3 * Math.Log(2), -1 + 3 * Math.Log(2)], losses);
        ByHand.AssertEqual([-4, -4 + 3, -1 - 3], gradients);
    }

    [Fact]
    public void Should_be_grpo_where_nothing_is_marked_or_marks_cost_nothing()
    {
        using var rest = NewDisposeScope();
        PolicyTokens Tokens() => ByHand.Tokens((0.4, 0.2, 2), (0.21, 0.2, -2), (0.1, 0.2, 2));
        var range = new GrpoOptions { ClipLow = 1, ClipHigh = 1000 }; // clipping off

        var grpo = ByHand.Of(new Grpo(new GrpoOptions(), View), Tokens());
        var open = ByHand.Of(new Grpo(range, View), Tokens());

        ByHand.AssertEqual(grpo.Losses, ByHand.Of(Clip(new ClipCovOptions()), Tokens()).Losses);
        ByHand.AssertEqual(grpo.Gradients, ByHand.Of(Clip(new ClipCovOptions()), Tokens()).Gradients);
        ByHand.AssertEqual(open.Losses, ByHand.Of(Kl(1, beta: 0), Tokens() with { Marked = ByHand.Marks(true, true, true) }).Losses);
        ByHand.AssertEqual(open.Gradients, ByHand.Of(Kl(1, beta: 0), Tokens() with { Marked = ByHand.Marks(true, true, true) }).Gradients);
    }

    private static ClipCov Clip(ClipCovOptions options) => new(options, new GrpoOptions(), View);

    private static KlCov Kl(double fraction, double beta = 1) => new(new KlCovOptions { Fraction = fraction, Beta = beta }, View);

    private static bool[] Marks(PolicyGradient objective, IReadOnlyList<(TrainingExample Example, float[] Now)> batch, ulong seed = 1) =>
        [.. objective.Prepare([.. batch.Select(b => b.Example)], [.. batch.Select(b => b.Now)], new SplitMix64(seed)).SelectMany(e => e.Sampled!.Marked!)];
}
