using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class SelfTrainingLearnerTests : IDisposable
{
    private static readonly Recipe Recipe = new()
    {
        Seed = 3,
        Learner = new LearnerOptions { BatchSize = 8, Epochs = 1, KeepCheckpoints = 2 },
    };

    private readonly TemporaryFolder _folder = new();
    private readonly CountdownSource _source = new(Recipe.Problems.Countdown);
    private readonly LanguageModel _base;
    private readonly List<string> _warnings = [];

    public SelfTrainingLearnerTests() => _base = SmallModel.Create(_folder);

    public void Dispose()
    {
        _base.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(LearnerStart.Base)]
    [InlineData(LearnerStart.Last)]
    public void Should_end_in_the_same_hash_when_restarted_between_iterations(LearnerStart start)
    {
        var recipe = Recipe with { Learner = Recipe.Learner with { Start = start } };
        List<string> undisturbed = [], restarted = [];
        using (var learner = Learner("one", recipe))
            for (var i = 0; i < 3; i++)
                undisturbed.Add(Fold(learner, i).Version.Hash);
        for (var i = 0; i < 3; i++)
        {
            using var learner = Learner("two", recipe);
            Assert.Equal(i, learner.Iterations);
            restarted.Add(Fold(learner, i).Version.Hash);
        }

        Assert.Equal(undisturbed, restarted);
        Assert.Equal(3, undisturbed.Distinct().Count());
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Should_remember_what_its_newest_iteration_gave()
    {
        LearningResult result;
        using (var learner = Learner("run", Recipe))
            result = Fold(learner, 0);

        using var again = Learner("run", Recipe);

        Assert.Equivalent(result, again.Result, strict: true);
    }

    [Fact]
    public void Should_not_mind_the_order_of_explorations()
    {
        using var one = Learner("one", Recipe);
        using var other = Learner("two", Recipe);

        Assert.Equal(Fold(one, 0).Version, Fold(other, 0, reversed: true).Version);
    }

    [Theory]
    [InlineData("checkpoints/000002/learner.json")]
    [InlineData("parameters/policy/v000002/model.safetensors")]
    public void Should_use_the_checkpoint_before_a_damaged_one_and_say_so(string damaged)
    {
        string hash;
        using (var learner = Learner("run", Recipe))
        {
            Fold(learner, 0);
            hash = Fold(learner, 1).Version.Hash;
        }
        var path = Path.Combine(_folder.Path, "run", damaged);
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var again = Learner("run", Recipe);

        Assert.Equal(1, again.Iterations);
        Assert.Contains("000002", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(hash, Fold(again, 1).Version.Hash);
    }

    [Fact]
    public void Should_leave_no_trace_of_a_task_that_was_not_finished()
    {
        using (var learner = Learner("run", Recipe))
        {
            learner.Begin(Task(0));
            learner.Step();
        }
        using var again = Learner("run", Recipe);
        using var other = Learner("other", Recipe);

        Assert.Equal(0, again.Iterations);
        Assert.Equal(Fold(other, 0).Version, Fold(again, 0).Version);
    }

    [Fact]
    public void Should_refuse_an_iteration_that_is_not_next()
    {
        using var learner = Learner("run", Recipe);
        Assert.Throws<InvalidOperationException>(() => learner.Begin(Task(1)));
    }

    [Fact]
    public void Should_take_distinct_solutions_refinements_first_and_few_of_each_problem()
    {
        Trajectory Of(string problem, int attempt, AttemptSource source, string canonical) =>
            new(problem, problem, 0, attempt, source, canonical, [1]);
        var chosen = TrajectoryFilter.Balanced(
            [Of("b", 0, AttemptSource.Sampled, "x"), Of("a", 3, AttemptSource.Continued, "z"), Of("a", 0, AttemptSource.Sampled, "x"),
             Of("a", 1, AttemptSource.Sampled, "x"), Of("a", 2, AttemptSource.Sampled, "y")], maxPerProblem: 2);

        Assert.Equal([("a", 0), ("a", 3), ("b", 0)], chosen.Select(t => (t.ProblemId, t.Attempt)));
    }

    private SelfTrainingLearner Learner(string run, Recipe recipe) =>
        new(recipe, Path.Combine(_folder.Path, "model"), Path.Combine(_folder.Path, run), _source, _warnings.Add);

    private LearningResult Fold(SelfTrainingLearner learner, int iteration, bool reversed = false)
    {
        var task = Task(iteration);
        learner.Begin(reversed ? task with { Explorations = [.. task.Explorations.Reverse()] } : task);
        while (!learner.Step().Done)
        {
        }
        return learner.Publish();
    }

    private LearningTask Task(int iteration)
    {
        var problems = _source.Supervised(iteration).Take(20).ToList();
        return new LearningTask(iteration, [.. problems.Select(p => Exploration(p, iteration))], 100 * (iteration + 1));
    }

    private ExplorationRecord Exploration(Problem problem, int iteration)
    {
        int[] tokens = [.. _base.Tokenizer.Encode(problem.Solution!), _base.Tokenizer.EndOfSequence];
        var attempt = new Attempt(0, AttemptSource.Sampled, null, problem.Solution!, tokens, 0, new float[tokens.Length],
            new float[tokens.Length], FinishReason.Stop, iteration);
        return new ExplorationRecord($"{iteration}/t/{problem.Id}", iteration, ExplorationPurpose.Training, problem, iteration, 0,
            [new CheckedAttempt(attempt, true, null, _source.Checker.Canonical(problem.Solution!), true, 0)], []);
    }
}
