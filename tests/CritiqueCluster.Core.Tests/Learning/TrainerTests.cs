using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class TrainerTests : IDisposable
{
    private static readonly TrainingExample[] Batch =
        [new([5, 6, 7, 8, 9, 10], 2), new([11, 12, 13], 1), new([20, 21, 22, 23, 24, 25, 26, 27, 28], 6)];

    private readonly TemporaryFolder _folder = new();
    private readonly LanguageModel _model;
    private readonly float[] _start;

    public TrainerTests()
    {
        _model = SmallModel.Create(_folder);
        _start = Values(_model);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Should_take_the_mean_over_learned_tokens_only()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var expected = 0.0;
        foreach (var example in Batch)
        {
            var tokens = example.Tokens.Select(t => (long)t).ToArray();
            var logp = _model.Transformer.Logits(_model.Transformer.Hidden(tensor(tokens).view(1, -1))).log_softmax(-1);
            for (var i = example.PromptLength; i < tokens.Length; i++)
                expected -= logp[0, i - 1, tokens[i]].item<float>() / Batch.Sum(e => e.Learned);
        }

        Close.Equal(expected, new NegativeLogLikelihood().Loss(_model.Transformer, Batch, Batch.Sum(e => e.Learned)).item<float>(), Tolerance.Model);
    }

    [Theory]
    [InlineData("model.embed_tokens.weight")]
    [InlineData("model.layers.0.self_attn.q_proj.weight")]
    [InlineData("model.layers.1.self_attn.k_proj.weight")]
    [InlineData("model.layers.0.mlp.down_proj.weight")]
    [InlineData("model.layers.1.input_layernorm.weight")]
    [InlineData("model.norm.weight")]
    public void Should_have_the_gradient_that_finite_differences_give(string name)
    {
        using (no_grad())
            _model.Parameters.Values.mul_(3); // away from the flat start, where many gradients vanish
        var learned = Batch.Sum(e => e.Learned);
        using (var scope = NewDisposeScope())
            new NegativeLogLikelihood().Loss(_model.Transformer, Batch, learned).backward();
        using var rest = NewDisposeScope();
        using var _ = no_grad();
        var parameter = _model.Parameters[name];
        var gradient = parameter.grad!;
        // Along the gradient itself the derivative is its norm.
        var direction = gradient / gradient.norm();
        // A step that changes the loss by about 0.01: far above fp32's noise, and still straight.
        var step = 0.01 / gradient.norm().item<float>();
        parameter.add_(direction, step);
        var above = new NegativeLogLikelihood().Loss(_model.Transformer, Batch, learned).item<float>();
        parameter.add_(direction, -2 * step);
        var below = new NegativeLogLikelihood().Loss(_model.Transformer, Batch, learned).item<float>();

        var norm = gradient.norm().item<float>();
        Assert.InRange((above - below) / (2 * step), 0.95 * norm, 1.05 * norm);
    }

    [Fact]
    public void Should_accumulate_passes_to_the_same_step_as_one_pass()
    {
        using var folder = new TemporaryFolder();
        using var twin = SmallModel.Create(folder);
        using var whole = new Trainer(_model.Transformer, new LearnerOptions());
        using var parts = new Trainer(twin.Transformer, new LearnerOptions { TokensPerPass = 1 });

        var (one, _) = whole.Step(Batch, 1e-3);
        var (other, _) = parts.Step(Batch, 1e-3);

        Close.Equal(one, other, Tolerance.Model);
        Moves.AssertSame(_start, Values(_model), Values(twin));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Should_take_the_same_step_however_many_threads_share_the_batch(int threads)
    {
        using var folder = new TemporaryFolder();
        using var twin = SmallModel.Create(folder);
        double one, other;
        using (new Threads(1))
        using (var alone = new Trainer(_model.Transformer, new LearnerOptions()))
            (one, _) = alone.Step(Batch, 1e-3);
        using (new Threads(threads))
        using (var shared = new Trainer(twin.Transformer, new LearnerOptions()))
            (other, _) = shared.Step(Batch, 1e-3);

        Close.Equal(one, other, Tolerance.Model);
        Moves.AssertSame(_start, Values(_model), Values(twin));
    }

    [Fact]
    public void Should_say_how_to_mend_a_loss_that_is_no_number()
    {
        using (no_grad())
            _model.Parameters.Values.fill_(float.NaN);
        using var trainer = new Trainer(_model.Transformer, new LearnerOptions());

        var error = Assert.Throws<InvalidOperationException>(() => trainer.Step(Batch, 1e-3));

        Assert.Contains("Learner.LearningRate", error.Message, StringComparison.Ordinal);
    }

    private static float[] Values(LanguageModel model) => model.Parameters.Values.data<float>().ToArray();
}
