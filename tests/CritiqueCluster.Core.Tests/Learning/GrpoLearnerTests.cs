using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class GrpoLearnerTests : IDisposable
{
    private static readonly Recipe Recipe = new()
    {
        Rollout = new RolloutOptions { Temperature = SampledGroups.Temperature },
        Learner = new LearnerOptions
        {
            Objective = LearnerObjective.Grpo,
            Filter = LearnerFilter.All,
            BatchSize = 8,
            LearningRate = 3e-3,
            WeightDecay = 0,
        },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly CountdownSource _source = new(Recipe.Problems.Countdown);
    private readonly IReadOnlyList<Problem> _problems;
    private readonly string _base;

    public GrpoLearnerTests()
    {
        SmallModel.Create(_folder).Dispose();
        _base = Path.Combine(_folder.Path, "model");
        _problems = [.. _source.Supervised(1).Take(6)];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_raise_right_attempts_against_wrong_ones()
    {
        using var learner = Learner("run");
        var task = Task(learner, mixed: 5);
        var before = Margin(learner.FolderOf(0), task.Explorations);

        var result = Fold(learner, task);

        Assert.Equal((20, 0), (result.Trajectories[AttemptSource.Sampled], result.SupervisedExamples)); // four of each mixed group
        Assert.Equal(2 * 3, result.Steps);
        Assert.True(Margin(learner.FolderOf(1), task.Explorations) > before + 0.1);
    }

    [Fact]
    public void Should_leave_the_parameters_alone_where_every_group_agrees()
    {
        using var learner = Learner("run");
        var before = learner.Version.Hash;

        var result = Fold(learner, Task(learner, mixed: 0));

        Assert.Equal((1, before, 0), (result.Version.Step, result.Version.Hash, result.Steps));
    }

    [Fact]
    public void Should_end_in_the_same_hash_when_restarted_between_iterations()
    {
        List<LearningTask> tasks = [];
        List<string> undisturbed = [], restarted = [];
        using (var learner = Learner("one"))
            for (var i = 0; i < 2; i++)
            {
                tasks.Add(Task(learner, mixed: 4));
                undisturbed.Add(Fold(learner, tasks[i]).Version.Hash);
            }
        foreach (var task in tasks)
        {
            using var learner = Learner("two");
            restarted.Add(Fold(learner, task).Version.Hash);
        }

        Assert.Equal(undisturbed, restarted);
        Assert.Equal(2, undisturbed.Distinct().Count());
    }

    private SelfTrainingLearner Learner(string run) =>
        new(Recipe, _base, Path.Combine(_folder.Path, run), _source, warning => Assert.Fail(warning));

    private LearningTask Task(SelfTrainingLearner learner, int mixed) => new(learner.Iterations,
        SampledGroups.Of(learner.FolderOf(learner.Iterations), learner.Version, _problems, learner.Iterations, mixed), 100);

    private static LearningResult Fold(SelfTrainingLearner learner, LearningTask task)
    {
        learner.Begin(task);
        while (!learner.Step().Done)
        {
        }
        return learner.Publish();
    }

    /// <summary>Mean log-probability of tokens of right attempts less that of wrong ones, over mixed groups.</summary>
    private static double Margin(string folder, IReadOnlyList<ExplorationRecord> explorations)
    {
        using var model = LanguageModel.Load(folder, CPU, trainable: false);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return GroupAdvantages.Of(explorations, new LearnerOptions()).GroupBy(t => t.Sampled!.Advantage > 0).Sum(side =>
        {
            TrainingExample[] examples = [.. side.Select(t => t.ToExample(model.Tokenizer))];
            var loss = new NegativeLogLikelihood().Loss(model.Transformer, examples, examples.Sum(e => e.Learned)).item<float>();
            return side.Key ? -loss : loss;
        });
    }
}
