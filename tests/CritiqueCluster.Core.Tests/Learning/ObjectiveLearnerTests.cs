using System.Text.Json;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Recipes;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Each policy gradient from explorations to parameters.</summary>
public sealed class ObjectiveLearnerTests : IDisposable
{
    private readonly SmallLearning _small = new(problems: 4);

    public void Dispose() => _small.Dispose();

    [Theory]
    [InlineData(LearnerObjective.DecoupledPpo, 12)]
    [InlineData(LearnerObjective.ClipCov, 12)]
    [InlineData(LearnerObjective.KlCov, 12)]
    [InlineData(LearnerObjective.CritiqueGrpo, 15)] // a refinement in each of three groups
    public void Should_raise_right_attempts_against_wrong_ones(LearnerObjective objective, int trajectories)
    {
        var recipe = Recipe(objective);
        using var learner = _small.Learner("run", recipe);
        var task = Task(learner, 0);
        var before = SmallLearning.Margin(learner.FolderOf(0), task.Explorations, recipe.Learner);

        var result = SmallLearning.Fold(learner, task);

        Assert.Equal((trajectories, 0, 2 * 2), (result.Trajectories.Values.Sum(), result.SupervisedExamples, result.Steps)); // two epochs of two batches
        Assert.True(SmallLearning.Margin(learner.FolderOf(1), task.Explorations, recipe.Learner) > before + 0.05);
    }

    [Theory]
    [InlineData(LearnerObjective.DecoupledPpo)]
    [InlineData(LearnerObjective.ClipCov)]
    [InlineData(LearnerObjective.KlCov)]
    [InlineData(LearnerObjective.CritiqueGrpo)]
    public void Should_end_in_the_same_hash_when_restarted_or_told_in_another_order(LearnerObjective objective)
    {
        var recipe = Recipe(objective) with { Seed = 4 };
        recipe = recipe with { Learner = recipe.Learner with { EntropyBonus = 0.01, StepAdvantages = true } };
        List<LearningTask> tasks = [];
        List<string> undisturbed = [], restarted = [];
        using (var learner = _small.Learner("one", recipe))
            for (var i = 0; i < 2; i++)
            {
                tasks.Add(Task(learner, i));
                undisturbed.Add(SmallLearning.Fold(learner, tasks[i]).Version.Hash);
            }
        foreach (var task in tasks)
        {
            using (var unfinished = _small.Learner("two", recipe))
            {
                unfinished.Begin(task);
                unfinished.Step();
            }
            using var learner = _small.Learner("two", recipe);
            restarted.Add(SmallLearning.Fold(learner, task with { Explorations = [.. task.Explorations.Reverse()] }).Version.Hash);
        }

        Assert.Equal(undisturbed, restarted);
        Assert.Equal(2, undisturbed.Distinct().Count());
    }

    [Fact]
    public void Should_hear_the_whole_task_in_small_steps_before_the_first_one_where_the_objective_listens()
    {
        using var learner = _small.Learner("run", Recipe(LearnerObjective.DecoupledPpo));
        learner.Begin(Task(learner, 0));
        List<LearningProgress> progress = [];
        while (progress.Count == 0 || !progress[^1].Done)
            progress.Add(learner.Step());

        Assert.Equal([0, 0, 1, 2, 3, 4], progress.Select(p => p.Step)); // an epoch's two batches, then both epochs
        Assert.All(progress, p => Assert.Equal(4, p.Steps));
        Assert.Equal([0, 0], progress.Take(2).Select(p => p.Tokens));
    }

    [Theory]
    [InlineData(LearnerObjective.Grpo, false)]
    [InlineData(LearnerObjective.Grpo, true)]
    [InlineData(LearnerObjective.CritiqueGrpo, false)]
    [InlineData(LearnerObjective.CritiqueGrpo, true)]
    public void Should_learn_something_else_from_the_same_attempts_with_options_that_change_the_loss(LearnerObjective objective, bool steps)
    {
        var plain = Recipe(objective);
        var changed = plain with { Learner = plain.Learner with { StepAdvantages = steps, EntropyBonus = steps ? 0 : 0.1 } };
        using var one = _small.Learner("one", plain);
        using var other = _small.Learner("two", changed);
        var task = Task(one, 0);

        Assert.NotEqual(SmallLearning.Fold(one, task).Version.Hash, SmallLearning.Fold(other, task).Version.Hash);
    }

    [Fact]
    public void Should_keep_entropy_with_a_bonus_for_it()
    {
        var plain = Recipe(LearnerObjective.Grpo);
        using var one = _small.Learner("one", plain);
        using var other = _small.Learner("two", plain with { Learner = plain.Learner with { EntropyBonus = 10 } });
        var task = Task(one, 0);
        SmallLearning.Fold(one, task);
        SmallLearning.Fold(other, task);

        Assert.True(Entropy(other.FolderOf(1), task) > Entropy(one.FolderOf(1), task));
    }

    [Fact]
    public void Should_read_a_sampled_tail_of_an_older_version()
    {
        var read = JsonSerializer.Deserialize<SampledTail>("""{"LogProbabilities":[-1,-2],"Advantage":0.5}""")!;
        Assert.Equal((0.5, 0.5, 0, false), (read.AdvantageOf(0), read.AdvantageOf(1), read.Blameless, read.Guided));
        Assert.Null(read.Proximal);
        Assert.Null(read.Marked);
    }

    private static Recipe Recipe(LearnerObjective objective) => new()
    {
        Rollout = new RolloutOptions { Temperature = SampledGroups.Temperature },
        Learner = new LearnerOptions
        {
            Objective = objective,
            Filter = TrajectoryFilter.DefaultFor(objective),
            BatchSize = 8,
            LearningRate = 3e-3,
            WeightDecay = 0,
            ClipCov = new ClipCovOptions { Ratio = 0.01, Low = 0.01 },
            KlCov = new KlCovOptions { Fraction = 0.05, Beta = 0.1 },
        },
    };

    private LearningTask Task(SelfTrainingLearner learner, int iteration) => new(iteration,
        SampledGroups.Refined(learner.FolderOf(iteration), learner.Version, _small.Problems, iteration, mixed: 3), 100);

    /// <summary>Mean over the learned tokens, in nats.</summary>
    private static double Entropy(string folder, LearningTask task)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var model = LanguageModel.Load(folder, CPU, trainable: false);
        TrainingExample[] examples = [.. GroupAdvantages.Of(task.Explorations, new LearnerOptions()).Select(t => t.ToExample(model.Tokenizer))];
        var view = new PolicyView(SampledGroups.Temperature, model.Tokenizer.VocabularySize, 1);
        return view.Hear(model.Transformer, examples).Entropies!.mean().item<float>();
    }
}
