using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>What is decided over a whole batch, or a whole task, does not depend on how it is divided among threads and passes.</summary>
public sealed class WholeBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<TrainingExample> _batch;
    private readonly int _vocabulary;
    private readonly float[] _start;

    public WholeBatchTests()
    {
        using var rest = NewDisposeScope();
        using var model = SmallModel.Create(_folder);
        using (no_grad())
            model.Parameters.Values.mul_(3); // away from the flat start, where all tokens are equally likely
        _start = model.Parameters.Values.data<float>().ToArray();
        var version = new ParameterVersion("policy", 0, model.Save(Path.Combine(_folder.Path, "start")));
        var problems = new CountdownSource(new CountdownOptions()).Supervised(1).Take(4).ToList();
        _vocabulary = model.Tokenizer.VocabularySize;
        _batch = [.. GroupAdvantages.Of(SampledGroups.Of(Path.Combine(_folder.Path, "start"), version, problems, 0, mixed: 4), new LearnerOptions())
            .Select((t, i) => Moved(t.ToExample(model.Tokenizer), i))];
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(LearnerObjective.DecoupledPpo)]
    [InlineData(LearnerObjective.ClipCov)]
    [InlineData(LearnerObjective.KlCov)]
    [InlineData(LearnerObjective.CritiqueGrpo)]
    public void Should_take_the_same_steps_however_the_batch_is_divided(LearnerObjective objective)
    {
        var whole = Learn(objective, threads: 1, tokensPerPass: 4096);

        foreach (var (threads, tokens) in new[] { (2, 4096), (5, 4096), (1, 1), (2, 64) })
        {
            var divided = Learn(objective, threads, tokens);
            Close.Equal(whole.Losses, divided.Losses, Tolerance.Model);
            Moves.AssertSame(_start, whole.Values, divided.Values);
        }
    }

    [Theory]
    [InlineData(LearnerObjective.ClipCov)]
    [InlineData(LearnerObjective.KlCov)]
    public void Should_take_the_same_steps_where_few_tokens_are_marked(LearnerObjective objective)
    {
        var whole = Learn(objective, threads: 1, tokensPerPass: 4096, marked: 1e-6);
        var unmarked = Learn(LearnerObjective.Grpo, threads: 1, tokensPerPass: 4096);
        Assert.NotEqual(whole.Values, unmarked.Values);

        foreach (var (threads, tokens) in new[] { (1, 1), (2, 64), (2, 256) })
        {
            var divided = Learn(objective, threads, tokens, marked: 1e-6);
            Close.Equal(whole.Losses, divided.Losses, Tolerance.Model);
            Moves.AssertSame(_start, whole.Values, divided.Values);
            Assert.Equal(divided.Values, Learn(objective, threads, tokens, marked: 1e-6).Values);
        }
    }

    [Theory]
    [InlineData(LearnerObjective.DecoupledPpo)]
    [InlineData(LearnerObjective.ClipCov)]
    [InlineData(LearnerObjective.KlCov)]
    [InlineData(LearnerObjective.CritiqueGrpo)]
    public void Should_take_the_same_steps_bit_for_bit_with_the_same_threads(LearnerObjective objective)
    {
        var (one, other) = (Learn(objective, 2, 256), Learn(objective, 2, 256));
        Assert.Equal(one.Losses, other.Losses);
        Assert.Equal(one.Values, other.Values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Should_mark_the_same_tokens_with_any_number_of_threads(int threads)
    {
        var listener = new Listener(new PolicyView(SampledGroups.Temperature, _vocabulary), Listening.BeforeBatch);
        Learn(listener, threads, 4096, steps: 1);
        using var rest = NewDisposeScope();
        using var model = LanguageModel.Load(Path.Combine(_folder.Path, "start"), CPU, trainable: false);

        // One example at a time is what the listener must have heard of each, in the batch's order.
        Assert.Equal(_batch.Count, listener.Heard.Count);
        foreach (var (example, heard) in _batch.Zip(listener.Heard))
        {
            var alone = listener.Hear(model.Transformer, [example]).LogProbabilities.data<float>().ToArray();
            Assert.Equal(example.Learned, heard.Length);
            Close.Equal(alone, heard, Tolerance.Model);
        }
    }

    [Fact]
    public void Should_tell_what_the_batch_decided_to_the_loss_of_each_example_and_pass_the_random_stream_on()
    {
        var listener = new Listener(new PolicyView(SampledGroups.Temperature, _vocabulary), Listening.BeforeBatch);

        Learn(listener, threads: 2, tokensPerPass: 64, steps: 1);

        Assert.Equal(new SplitMix64(1).Next(), listener.Drawn);
        Assert.Equal(_batch.Sum(e => e.Learned), listener.Learned); // each token once, and each of them marked
    }

    [Fact]
    public void Should_hear_a_task_without_gradients_and_before_its_first_step()
    {
        var listener = new Listener(new PolicyView(SampledGroups.Temperature, _vocabulary), Listening.BeforeTask);
        using var rest = NewDisposeScope();
        using var model = LanguageModel.Load(Path.Combine(_folder.Path, "start"), CPU, trainable: true);
        using var trainer = new Trainer(model.Transformer, new LearnerOptions(), listener);

        var prepared = trainer.Prepare(_batch);

        Assert.True(trainer.Listens);
        Assert.All(prepared, e => Assert.All(e.Sampled!.Marked!, Assert.True));
        Assert.Equal(0, model.Parameters.Gradients!.norm().item<float>());
        Assert.Equal(0, trainer.Tokens);
    }

    /// <summary>As if sampled by somewhat different parameters: at the very same ones KL-Cov's |log ρ| has a kink, whose side rounding decides.</summary>
    private static TrainingExample Moved(TrainingExample example, int i) => example with
    {
        Sampled = example.Sampled! with { LogProbabilities = [.. example.Sampled.LogProbabilities.Select(l => l + (i % 2 == 0 ? 0.1f : -0.1f))], Guided = i % 5 == 4 },
    };

    private (List<double> Losses, float[] Values) Learn(LearnerObjective name, int threads, int tokensPerPass, double marked = 0.2)
    {
        var learner = new LearnerOptions
        {
            Objective = name,
            ClipCov = new ClipCovOptions { Ratio = marked / 2, Low = 0.1 },
            KlCov = new KlCovOptions { Fraction = marked },
        };
        var recipe = new Recipe { Learner = learner, Rollout = new RolloutOptions { Temperature = SampledGroups.Temperature } };
        return Learn(Objectives.Of(recipe, _vocabulary), threads, tokensPerPass, steps: 3);
    }

    private (List<double> Losses, float[] Values) Learn(IObjective objective, int threads, int tokensPerPass, int steps)
    {
        using var rest = NewDisposeScope();
        using var set = new Threads(threads);
        using var model = LanguageModel.Load(Path.Combine(_folder.Path, "start"), CPU, trainable: true);
        using var trainer = new Trainer(model.Transformer, new LearnerOptions { TokensPerPass = tokensPerPass }, objective);
        var batch = trainer.Prepare(_batch);
        List<double> losses = [.. Enumerable.Range(1, steps).Select(step => trainer.Step(batch, 1e-4, new SplitMix64((ulong)step)).Loss)];
        return (losses, model.Parameters.Values.data<float>().ToArray());
    }

    /// <summary>Marks all that it hears, and counts what is marked when it comes to the loss.</summary>
    private sealed class Listener(PolicyView view, Listening listens) : PolicyGradient(view)
    {
        private int _learned;

        public override Listening Listens => listens;

        public IReadOnlyList<float[]> Heard { get; private set; } = [];

        public ulong Drawn { get; private set; }

        public int Learned => _learned;

        public override IReadOnlyList<TrainingExample> Prepare(
            IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> now, SplitMix64 random)
        {
            (Heard, Drawn) = (now, random.Next());
            return [.. examples.Select(e => e with { Sampled = e.Sampled! with { Marked = [.. Enumerable.Repeat(true, e.Learned)] } })];
        }

        internal override Tensor Losses(PolicyTokens tokens)
        {
            Interlocked.Add(ref _learned, (int)tokens.Marked!.sum().item<long>());
            return tokens.Now;
        }
    }
}
