using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

using Scalar = TorchSharp.Scalar;

namespace CritiqueCluster.Core.Tests.Generation;

/// <summary>A model whose parameters are finite and whose logits are not.</summary>
public sealed class NonFiniteLogitsTests : GeneratorTest
{
    private static readonly TrainingExample[] Batch = [new([5, 6, 7, 8, 9, 10], 2), new([11, 12, 13], 1)];

    public NonFiniteLogitsTests()
    {
        using var _ = no_grad();
        using Scalar hundred = 100d, huge = 1e38;
        Model.Parameters["model.embed_tokens.weight"].mul_(hundred);
        Model.Parameters["model.norm.weight"].mul_(huge);
    }

    [Fact]
    public void Should_stop_at_the_first_token()
    {
        using var generator = Generator(slots: 8);
        generator.Submit(Group("a", [9, 8, 7], members: 2, maxTokens: 5));
        Assert.Throws<NonFiniteLogitsException>(generator.Step);
    }

    [Theory]
    [InlineData(0, "Check the checkpoint")]
    [InlineData(3, "lower Learner.LearningRate")]
    public void Should_name_the_model_its_version_and_the_way_out(int version, string wayOut)
    {
        using var folder = new TemporaryFolder();
        var hash = Model.Save(folder["overflowing"]);
        using var engine = new PolicyEngine("cpu", new GenerationOptions { Slots = 8 }, new CountdownChecker(new CountdownOptions()));
        engine.Load(new ParameterVersion("policy", version, hash), folder["overflowing"]);
        engine.Submit(new RolloutRequest(
            "a", new Problem("p", "3 4 5 = 12", "12", CountdownChecker.CountdownKind), new StreamKey(1, 0, "p"), [0, 1], null, new SamplingOptions(1, 1, 0, 8), version));

        var error = Assert.Throws<ConfigurationException>(() => engine.Step()).Message;

        Assert.Contains($"{folder["overflowing"]} (version {version})", error, StringComparison.Ordinal);
        Assert.Contains("logits that are not finite", error, StringComparison.Ordinal);
        Assert.Contains(wayOut, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_learn_nothing_from_a_loss_that_is_not_finite()
    {
        using var scope = NewDisposeScope();
        using var trainer = new Trainer(Model.Transformer, new LearnerOptions());
        var before = Model.Parameters.Values.clone();
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Step(Batch, 1e-3)).Message;
        Assert.Contains("the loss became", error, StringComparison.Ordinal);
        Assert.Contains("in optimizer step 1: the model's values overflow", error, StringComparison.Ordinal);
        Assert.True(before.equal(Model.Parameters.Values).all().item<bool>());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Should_learn_nothing_from_a_gradient_that_is_not_finite(float gradient)
    {
        using var scope = NewDisposeScope();
        using var optimizer = new AdamW(Model.Parameters, 0.9, 0.999, 0);
        var before = Model.Parameters.Values.clone();
        using (Scalar value = gradient)
            Model.Parameters.Gradients!.narrow(0, 0, 1).fill_(value);
        Assert.Contains("gradient norm", Assert.Throws<NotFiniteNumberException>(() => optimizer.Step(1e-3, 1)).Message, StringComparison.Ordinal);
        Assert.Equal(0, optimizer.Steps);
        Assert.True(before.equal(Model.Parameters.Values).all().item<bool>());
    }

    [Fact]
    public void Should_name_the_step_whose_gradient_is_not_finite()
    {
        using var folder = new TemporaryFolder();
        using var sound = SmallModel.Create(folder);
        using var trainer = new Trainer(sound.Transformer, new LearnerOptions());
        trainer.Step(Batch, 1e-3);
        using (Scalar value = double.PositiveInfinity)
            sound.Parameters.Gradients!.fill_(value);
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Step(Batch, 1e-3)).Message;
        Assert.Contains("the gradient norm became", error, StringComparison.Ordinal);
        Assert.Contains("in optimizer step 2: lower Learner.LearningRate", error, StringComparison.Ordinal);
    }
}
