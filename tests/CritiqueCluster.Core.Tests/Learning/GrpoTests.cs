using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class GrpoTests : IDisposable
{
    private static readonly GrpoOptions Options = new();

    private readonly TemporaryFolder _folder = new();
    private readonly LanguageModel _model;

    public GrpoTests() => _model = SmallModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Should_give_the_loss_that_is_computed_by_hand()
    {
        using var rest = NewDisposeScope();
        // Two tokens of three, at temperature ½, and a fourth row of the head that could not be sampled.
        var logits = tensor([0f, 0.5f, 0f, 9f, 1f, 0f, 0f, 9f]).view(2, 4);
        var first = Math.Exp(1) / (Math.Exp(1) + 2);
        var second = 1 / (Math.Exp(2) + 2);
        var old = new[] { Math.Log(0.6), Math.Log(0.1) };

        var loss = Loss(new PolicyView(0.5, 3), logits, [1, 2], old, [1.5, -0.5]);

        var (up, down) = (first / 0.6, second / 0.1); // 0.96 and 1.06: neither is clipped
        Close.Equal(-(1.5 * up - 0.5 * down), loss.item<float>(), Tolerance.Single);
    }

    [Theory]
    [InlineData(1.2, 1, 1.2, true)]
    [InlineData(1.3, 1, 1.28, false)] // far enough up
    [InlineData(0.5, 1, 0.5, true)] // may still rise
    [InlineData(0.9, -1, 0.9, true)]
    [InlineData(0.7, -1, 0.8, false)] // far enough down
    [InlineData(1.5, -1, 1.5, true)] // may still fall
    public void Should_clip_on_the_side_where_the_token_has_moved_far_enough(double ratio, double advantage, double counted, bool moves)
    {
        using var rest = NewDisposeScope();
        var logits = zeros(1, 2).requires_grad_(true); // each token has probability ½

        var loss = Loss(new PolicyView(1, 2), logits, [0], [Math.Log(0.5 / ratio)], [advantage]);
        loss.backward();

        Close.Equal(-advantage * counted, loss.item<float>(), Tolerance.Single);
        // dρ/dz = ρ·(1 − p)
        Close.Equal(moves ? -advantage * ratio * 0.5 : 0, logits.grad![0, 0].item<float>(), Tolerance.Single);
    }

    [Fact]
    public void Should_keep_a_token_of_probability_zero_from_making_the_loss_infinite()
    {
        using var rest = NewDisposeScope();
        var loss = Loss(new PolicyView(1, 2), zeros(1, 2), [0], [double.NegativeInfinity], [-1]);
        Assert.True(float.IsFinite(loss.item<float>()));
    }

    [Fact]
    public void Should_find_every_ratio_to_be_one_where_the_parameters_are_those_that_sampled()
    {
        using var rest = NewDisposeScope();
        using (no_grad())
            _model.Parameters.Values.mul_(3); // away from the flat start
        var examples = Sampled();
        // With advantage 1 for all, the mean over tokens is −ρ; the tolerance is fp32's between two ways through the model.
        var even = examples.Select(e => e with { Sampled = e.Sampled! with { Advantage = 1 } }).ToList();

        var loss = Objective(SampledGroups.Temperature).Loss(_model.Transformer, even, even.Sum(e => e.Learned));
        var other = Objective(1).Loss(_model.Transformer, even, even.Sum(e => e.Learned));

        Close.Equal(-1, loss.item<float>(), Tolerance.Model);
        Assert.NotInRange(other.item<float>(), -1.01, -0.99);
    }

    [Fact]
    public void Should_have_the_gradient_of_the_formula_written_out()
    {
        using var rest = NewDisposeScope();
        var examples = Sampled();
        var learned = examples.Sum(e => e.Learned);
        Objective(SampledGroups.Temperature).Loss(_model.Transformer, examples, learned).backward();
        var found = _model.Parameters.Gradients!.clone();
        _model.Parameters.Gradients!.zero_();

        // Where ρ is 1 the gradient is that of −Σ A · log π ÷ tokens, one example and one token at a time.
        foreach (var example in examples)
        {
            using var scope = NewDisposeScope();
            var tokens = example.Tokens.Select(t => (long)t).ToArray();
            var logits = _model.Transformer.Logits(_model.Transformer.Hidden(tensor(tokens).view(1, -1)))[0];
            var spoken = (logits.narrow(1, 0, _model.Tokenizer.VocabularySize) / SampledGroups.Temperature).log_softmax(1);
            var sum = zeros(1);
            for (var t = example.PromptLength; t < tokens.Length; t++)
                sum += spoken[t - 1, tokens[t]];
            (-sum * example.Sampled!.Advantage / learned).sum().backward();
        }
        var expected = _model.Parameters.Gradients!;

        Assert.True(expected.norm().item<float>() > 0.01);
        Close.InNorm([.. expected.data<float>()], [.. found.data<float>()], share: 1e-3);
    }

    [Fact]
    public void Should_learn_nothing_from_forced_tokens()
    {
        using var rest = NewDisposeScope();
        var whole = Sampled()[0];
        var prompt = whole.PromptLength + 3;
        var forced = whole with { PromptLength = prompt, Sampled = whole.Sampled! with { LogProbabilities = whole.Sampled.LogProbabilities[3..], Advantage = 1 } };
        var spoken = Logs(whole.Tokens, prompt);

        var loss = Objective(SampledGroups.Temperature).Loss(_model.Transformer, [forced], forced.Learned);

        var ratios = spoken.Zip(forced.Sampled.LogProbabilities, (now, then) => Math.Exp(now - then));
        Assert.Equal(whole.Tokens.Length - prompt, spoken.Count);
        Close.Equal(-ratios.Average(r => Math.Min(r, 1.28)), loss.item<float>(), Tolerance.Model);
    }

    [Fact]
    public void Should_take_the_same_step_bit_for_bit_with_the_same_number_of_threads()
    {
        using var rest = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var twin = SmallModel.Create(folder);
        var examples = Sampled();
        using (new Threads(2))
            foreach (var model in new[] { _model, twin })
            {
                using var trainer = new Trainer(model.Transformer, new LearnerOptions(), Objective(SampledGroups.Temperature));
                for (var i = 0; i < 3; i++)
                    trainer.Step(examples, 1e-3);
            }

        Assert.Equal(_model.Parameters.Values.bytes.ToArray(), twin.Parameters.Values.bytes.ToArray());
    }

    [Fact]
    public void Should_refuse_an_example_that_was_not_sampled()
    {
        TrainingExample[] imitated = [new([1, 2, 3], 1)];
        TrainingExample[] half = [new([1, 2, 3], 1, new SampledTail([0], 1))];
        Assert.Throws<ArgumentException>(() => Objective(1).Loss(_model.Transformer, imitated, 2));
        Assert.Throws<ArgumentException>(() => Objective(1).Loss(_model.Transformer, half, 2));
    }

    private Grpo Objective(double temperature) => new(Options, new PolicyView(temperature, _model.Tokenizer.VocabularySize));

    private static Tensor Loss(PolicyView view, Tensor logits, long[] targets, double[] old, double[] advantages) =>
        new Grpo(Options, view).Losses(new PolicyTokens(view.Hear(logits, tensor(targets)).LogProbabilities, Floats(old), Floats(advantages))).sum();

    /// <summary>What the model itself, as it is now, has sampled.</summary>
    private List<TrainingExample> Sampled()
    {
        var path = Path.Combine(_folder.Path, "sampling");
        var version = new ParameterVersion("policy", 0, _model.Save(path));
        var problems = new CountdownSource(new CountdownOptions()).Supervised(1).Take(4).ToList();
        return [.. GroupAdvantages.Of(SampledGroups.Of(path, version, problems, 0, mixed: 4), new LearnerOptions()).Select(t => t.ToExample(_model.Tokenizer))];
    }

    private List<double> Logs(int[] tokens, int from)
    {
        using var _ = no_grad();
        var ids = tokens.Select(t => (long)t).ToArray();
        var logits = _model.Transformer.Logits(_model.Transformer.Hidden(tensor(ids).view(1, -1)))[0];
        var spoken = (logits.narrow(1, 0, _model.Tokenizer.VocabularySize) / SampledGroups.Temperature).log_softmax(1);
        return [.. Enumerable.Range(from, tokens.Length - from).Select(t => (double)spoken[t - 1, ids[t]].item<float>())];
    }

    private static Tensor Floats(double[] values) => tensor([.. values.Select(v => (float)v)]);
}
