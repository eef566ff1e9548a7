using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>What all policy gradients have in common, and the gradient of each.</summary>
public sealed class PolicyGradientTests
{
    [Fact]
    public void Should_take_the_mean_over_learned_tokens_of_the_batch_and_an_advantage_for_each()
    {
        using var rest = NewDisposeScope();
        // Two tokens of probability ½, ρ = 1, of a batch that has five; the first of them carries no blame.
        TrainingExample[] pass = [new([0, 0, 1], 1, new SampledTail([MathF.Log(0.5f), MathF.Log(0.5f)], -2, Blameless: 1))];
        var view = new PolicyView(1, 2);

        var loss = new Grpo(new GrpoOptions(), view).Loss(view.Hear(zeros(2, 2), tensor([0L, 1L])), pass, 5);

        Close.Equal(2.0 / 5, loss.item<float>(), Tolerance.Single);
    }

    [Fact]
    public void Should_reward_entropy_of_the_whole_distribution_at_the_rollouts_temperature()
    {
        using var rest = NewDisposeScope();
        // At temperature ½ the logits 0 and log 3 are probabilities 0.1 and 0.9; the third row of the head cannot be sampled.
        var entropy = -(0.1 * Math.Log(0.1) + 0.9 * Math.Log(0.9));
        TrainingExample[] pass = [new([0, 1], 1, new SampledTail([(float)Math.Log(0.9)], 1))];
        double Loss(double bonus)
        {
            var view = new PolicyView(0.5, 2, bonus);
            return new Grpo(new GrpoOptions(), view).Loss(view.Hear(tensor([0f, MathF.Log(3), 7f]).view(1, 3), tensor([1L])), pass, 4).item<float>();
        }

        Close.Equal(-1.0 / 4, Loss(0), Tolerance.Single);
        Close.Equal(-1.0 / 4 - 0.3 * entropy / 4, Loss(0.3), Tolerance.Single);
    }

    [Theory]
    [InlineData(LearnerObjective.Grpo, 0)]
    [InlineData(LearnerObjective.Grpo, 0.1)]
    [InlineData(LearnerObjective.DecoupledPpo, 0)]
    [InlineData(LearnerObjective.DecoupledPpo, 0.1)]
    [InlineData(LearnerObjective.ClipCov, 0)]
    [InlineData(LearnerObjective.KlCov, 0)]
    [InlineData(LearnerObjective.CritiqueGrpo, 0)]
    [InlineData(LearnerObjective.CritiqueGrpo, 0.1)]
    public void Should_have_the_gradient_that_finite_differences_give(LearnerObjective name, double bonus)
    {
        using var rest = NewDisposeScope();
        const double Step = 1e-5;
        var (view, objective) = Make(name, bonus);
        var targets = tensor([.. Enumerable.Range(0, 6).Select(i => (long)(i % 4))]);
        var logits = Logits().requires_grad_(true);
        var pass = Pass(view.Hear(logits, targets));
        objective.Loss(view.Hear(logits, targets), pass, 6).backward();
        var found = logits.grad!.data<double>().ToArray();

        double At(int place, double by)
        {
            var moved = Logits();
            moved.view(-1)[place] += by;
            return objective.Loss(view.Hear(moved, targets), pass, 6).item<double>();
        }

        var expected = Enumerable.Range(0, found.Length).Select(i => (At(i, Step) - At(i, -Step)) / (2 * Step));
        Close.Equal(expected, found, new Tolerance(1e-8, 1e-6)); // the differences are off by about Step² and by rounding ÷ Step
        Assert.True(found.Max(Math.Abs) > 0.01);
    }

    /// <summary>Six tokens of a vocabulary of four, and a row of the head that cannot be sampled.</summary>
    private static Tensor Logits() =>
        tensor([.. Enumerable.Range(0, 30).Select(i => Math.Sin(3 * i))], dtype: ScalarType.Float64).view(6, 5);

    /// <summary>Ratios of e^0.1 and e^−0.1, advantages of both signs, and of everything else some.</summary>
    private static TrainingExample[] Pass(HeardTokens heard)
    {
        double[] now = [.. heard.LogProbabilities.data<double>()];
        SampledTail Tail(int from, double advantage, float by) => new([.. now[from..(from + 2)].Select(n => (float)n - by)], advantage,
            Proximal: [.. now[from..(from + 2)].Select(n => (float)n + by / 2)], Marked: [false, from < 4]);
        return [
            new([0, 1, 2], 1, Tail(0, 1.5, 0.1f)),
            new([0, 1, 2], 1, Tail(2, -0.5, -0.1f) with { Blameless = 1 }),
            new([0, 1, 2], 1, Tail(4, 0.7, 0.1f) with { Guided = true })];
    }

    private static (PolicyView View, PolicyGradient Objective) Make(LearnerObjective name, double bonus)
    {
        var recipe = new Recipe { Learner = new LearnerOptions { Objective = name, EntropyBonus = bonus } };
        return (new PolicyView(recipe.Rollout.Temperature, 4, bonus), (PolicyGradient)Objectives.Of(recipe, 4));
    }
}
