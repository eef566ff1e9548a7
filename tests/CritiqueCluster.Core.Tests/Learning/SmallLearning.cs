using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>A small base model, some problems, and learners that begin there.</summary>
internal sealed class SmallLearning : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CountdownSource _source = new(new CountdownOptions());

    public SmallLearning(int problems)
    {
        SmallModel.Create(_folder).Dispose();
        Problems = [.. _source.Supervised(1).Take(problems)];
    }

    public IReadOnlyList<Problem> Problems { get; }

    public void Dispose() => _folder.Dispose();

    /// <summary>The learner of a run; the same name is the same run.</summary>
    public SelfTrainingLearner Learner(string run, Recipe recipe) =>
        new(recipe, Path.Combine(_folder.Path, "model"), Path.Combine(_folder.Path, run), _source, warning => Assert.Fail(warning));

    public static LearningResult Fold(SelfTrainingLearner learner, LearningTask task)
    {
        learner.Begin(task);
        while (!learner.Step().Done)
        {
        }
        return learner.Publish();
    }

    /// <summary>Mean log-probability of tokens of right trajectories less that of wrong ones, over groups that have both.</summary>
    public static double Margin(string folder, IReadOnlyList<ExplorationRecord> explorations, LearnerOptions options)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var model = LanguageModel.Load(folder, CPU, trainable: false);
        return GroupAdvantages.Of(explorations, options).GroupBy(t => t.Sampled!.Advantage > 0).Sum(side =>
        {
            TrainingExample[] examples = [.. side.Select(t => t.ToExample(model.Tokenizer))];
            var loss = new NegativeLogLikelihood().Loss(model.Transformer, examples, examples.Sum(e => e.Learned)).item<float>();
            return side.Key ? -loss : loss;
        });
    }
}
