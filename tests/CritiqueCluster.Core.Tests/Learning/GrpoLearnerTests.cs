using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;

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

    private readonly SmallLearning _small = new(problems: 6);

    public void Dispose() => _small.Dispose();

    [Fact]
    public void Should_raise_right_attempts_against_wrong_ones()
    {
        using var learner = _small.Learner("run", Recipe);
        var task = Task(learner, mixed: 5);
        var before = SmallLearning.Margin(learner.FolderOf(0), task.Explorations, new LearnerOptions());

        var result = SmallLearning.Fold(learner, task);

        Assert.Equal((20, 0), (result.Trajectories[AttemptSource.Sampled], result.SupervisedExamples)); // four of each mixed group
        Assert.Equal(2 * 3, result.Steps);
        Assert.True(SmallLearning.Margin(learner.FolderOf(1), task.Explorations, new LearnerOptions()) > before + 0.1);
    }

    [Fact]
    public void Should_leave_the_parameters_alone_where_every_group_agrees()
    {
        using var learner = _small.Learner("run", Recipe);
        var before = learner.Version.Hash;

        var result = SmallLearning.Fold(learner, Task(learner, mixed: 0));

        Assert.Equal((1, before, 0), (result.Version.Step, result.Version.Hash, result.Steps));
    }

    [Fact]
    public void Should_end_in_the_same_hash_when_restarted_between_iterations()
    {
        List<LearningTask> tasks = [];
        List<string> undisturbed = [], restarted = [];
        using (var learner = _small.Learner("one", Recipe))
            for (var i = 0; i < 2; i++)
            {
                tasks.Add(Task(learner, mixed: 4));
                undisturbed.Add(SmallLearning.Fold(learner, tasks[i]).Version.Hash);
            }
        foreach (var task in tasks)
        {
            using var learner = _small.Learner("two", Recipe);
            restarted.Add(SmallLearning.Fold(learner, task).Version.Hash);
        }

        Assert.Equal(undisturbed, restarted);
        Assert.Equal(2, undisturbed.Distinct().Count());
    }

    private LearningTask Task(SelfTrainingLearner learner, int mixed) => new(learner.Iterations,
        SampledGroups.Of(learner.FolderOf(learner.Iterations), learner.Version, _small.Problems, learner.Iterations, mixed), 100);
}
