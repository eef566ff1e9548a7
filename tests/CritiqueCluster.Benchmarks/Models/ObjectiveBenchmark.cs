using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>Optimizer steps of each objective on the same tokens, against those of the plain likelihood.</summary>
internal sealed class ObjectiveBenchmark : IDisposable
{
    private const int Steps = 8;

    private readonly LanguageModel _model = LanguageModel.Load(EmbeddedModels.Folder("policy"), CPU, trainable: true);
    private readonly IReadOnlyList<IReadOnlyList<TrainingExample>> _batches;

    public ObjectiveBenchmark() => _batches = SupervisedBatches.Of(Steps, _model.Tokenizer, Sampled);

    public void Run(TextWriter output, int repetitions)
    {
        var tokens = _batches.Sum(b => b.Sum(e => (double)e.Tokens.Length));
        output.WriteLine(FormattableString.Invariant(
            $"objectives: batches of {_batches[0].Count} sequences, {tokens / Steps:0} tokens a step, {get_num_threads()} threads"));
        var comparison = new Comparison("tokens/s", repetitions);
        var trainers = new List<Trainer>();
        foreach (var objective in Enum.GetValues<LearnerObjective>())
            Add($"{objective}", new LearnerOptions { Objective = objective });
        Add("Grpo, entropy bonus", new LearnerOptions { Objective = LearnerObjective.Grpo, EntropyBonus = 0.01 });
        // Passes so small that a lane has several of them: what listens to batches corrects afterwards what it learned of the marked examples.
        Add("Likelihood, passes of 256 tokens", new LearnerOptions { TokensPerPass = 256 });
        Add("ClipCov, passes of 256 tokens", new LearnerOptions { Objective = LearnerObjective.ClipCov, TokensPerPass = 256 });
        comparison.Add("hearing a task once, for DecoupledPpo", () => Hear(trainers[(int)LearnerObjective.DecoupledPpo])).Run(output);
        trainers.ForEach(t => t.Dispose());

        void Add(string name, LearnerOptions learner)
        {
            var trainer = new Trainer(_model.Transformer, learner, Objectives.Of(new Recipe { Learner = learner }, _model.Tokenizer.VocabularySize));
            trainers.Add(trainer);
            List<IReadOnlyList<TrainingExample>> prepared = [.. _batches.Select(trainer.Prepare)];
            comparison.Add(name, () => Learn(trainer, prepared));
        }
    }

    public void Dispose() => _model.Dispose();

    /// <summary>As if the policy had sampled it, and every fourth one in the light of a critique.</summary>
    private static TrainingExample Sampled(TrainingExample example, int i) => example with
    {
        Sampled = new SampledTail([.. Enumerable.Repeat(-0.5f, example.Learned)], i % 2 == 0 ? 1 : -1, Guided: i % 4 == 0),
    };

    private static double Learn(Trainer trainer, List<IReadOnlyList<TrainingExample>> batches)
    {
        var before = trainer.Tokens;
        for (var step = 0; step < batches.Count; step++)
            trainer.Step(batches[step], 1e-9, new SplitMix64((ulong)step));
        return trainer.Tokens - before;
    }

    private double Hear(Trainer trainer)
    {
        foreach (var batch in _batches)
            trainer.Prepare(batch);
        return _batches.Sum(b => b.Sum(e => (double)e.Tokens.Length));
    }
}
