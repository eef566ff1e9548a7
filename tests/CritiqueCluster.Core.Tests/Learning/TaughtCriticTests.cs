using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Pretraining;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>The embedded critic learns, beside a small policy.</summary>
public sealed class TaughtCriticTests : IDisposable
{
    private static readonly Recipe Recipe = new()
    {
        Seed = 3,
        Critic = new CriticOptions { Train = CriticTraining.TwoStage, MaxTokens = 64 },
        Generation = new GenerationOptions { Slots = 16 },
        Learner = new LearnerOptions { BatchSize = 8, Epochs = 1 },
    };

    private static readonly string Embedded = EmbeddedModels.Folder("critic");

    private readonly TemporaryFolder _folder = new();
    private readonly CountdownTeacher _teacher = new(new CountdownOptions(), Tokenizer.Load(Embedded));
    private readonly List<string> _warnings = [];

    public TaughtCriticTests() => SmallModel.Create(_folder).Dispose();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_end_in_the_same_versions_when_restarted_between_iterations()
    {
        List<CriticLearning> undisturbed = [], restarted = [];
        using (var learner = Learner("one"))
            for (var i = 0; i < 2; i++)
                undisturbed.Add(Fold(learner, i));
        for (var i = 0; i < 2; i++)
        {
            using var learner = Learner("two");
            Assert.Equal(i, learner.Critic!.Step);
            restarted.Add(Fold(learner, i));
            Assert.Equal(restarted[i].Version, learner.Critic);
        }

        Assert.Equal(undisturbed.Select(c => c with { Seconds = 0 }), restarted.Select(c => c with { Seconds = 0 }));
        Assert.Equal([1, 2], undisturbed.Select(c => c.Version.Step));
        Assert.Equal((0, true, true), (undisturbed[0].Helpful, undisturbed[0].Discriminating > 0, undisturbed[0].WrittenTokens > 0)); // discrimination first
        Assert.True(undisturbed[1].Helpful > 0 && undisturbed[1].Helpful <= undisturbed[1].Discriminating);
        Assert.Equal(3, undisturbed.Select(c => c.Version.Hash).Append(Base()).Distinct().Count());
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Should_depend_on_what_was_explored_and_not_on_its_order()
    {
        using var one = Learner("one");
        using var same = Learner("same");
        using var other = Learner("other");

        var version = Fold(one, 0).Version;

        Assert.Equal(version, Fold(same, Task(0) with { Explorations = [.. Task(0).Explorations.Reverse()] }).Version);
        Assert.NotEqual(version, Fold(other, Task(0) with { Explorations = [.. Task(0).Explorations.Skip(1)] }).Version);
    }

    [Fact]
    public void Should_be_published_unchanged_where_there_is_nothing_to_learn_from()
    {
        using var learner = Learner("run");
        var task = Task(0);
        var nothing = Fold(learner, task with { Explorations = [.. task.Explorations.Select(e => e with { Attempts = [.. e.Attempts.Where(a => !a.Correct)], Critiques = [] })] });

        Assert.Equal(new ParameterVersion("critic", 1, Base()), nothing.Version);
        Assert.Equal((0, 0, 0, 0L), (nothing.Helpful, nothing.Discriminating, nothing.Steps, nothing.WrittenTokens));
        Assert.True(LearnerFolders.Holds(learner.FolderOf(1, "critic"), nothing.Version));
    }

    [Fact]
    public void Should_count_its_steps_after_those_of_the_policy()
    {
        using var learner = Learner("run");
        learner.Begin(Task(0));
        var steps = new List<LearningProgress>();
        do
            steps.Add(learner.Step());
        while (!steps[^1].Done);

        Assert.Equal(["policy", "critic"], steps.Select(s => s.Model).Distinct());
        Assert.Equal(steps.Select(s => s.Step).Order(), steps.Select(s => s.Step));
        Assert.Equal(steps.Select(s => s.Tokens).Order(), steps.Select(s => s.Tokens));
        var result = learner.Publish();
        Assert.Equal(result.Steps + result.Critic!.Steps, steps[^1].Steps);
        Assert.Equal(result.Tokens + result.Critic.Tokens + result.Critic.WrittenTokens, steps[^1].Tokens);
        Assert.Equal(result.Steps + result.Critic.Steps, steps.Count(s => s.LearningRate > 0));
    }

    [Fact]
    public void Should_use_the_checkpoint_before_one_whose_critic_is_damaged()
    {
        string hash;
        using (var learner = Learner("run"))
        {
            Fold(learner, 0);
            hash = Fold(learner, 1).Version.Hash;
        }
        var path = Path.Combine(_folder.Path, "run", "parameters", "critic", "v000002", "model.safetensors");
        var bytes = File.ReadAllBytes(path);
        bytes[^3] ^= 1;
        File.WriteAllBytes(path, bytes);

        using var again = Learner("run");

        Assert.Equal((1, 1), (again.Iterations, again.Critic!.Step));
        Assert.Contains("000002", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(hash, Fold(again, 1).Version.Hash);
    }

    [Fact]
    public void Should_write_what_is_known_whatever_it_thinks_itself()
    {
        // 25 - 7 = 18 leaves 3 and 18, from which 46 is out of reach: for once it is said to be right.
        const string Statement = "3 7 25 -> 46", Solution = "25 - 7 = 18\n18 + 3 = 21";
        string[] steps = ["25 - 7 = 18", "18 + 3 = 21"];

        var right = Written(new JudgedAttempt("right", Statement, Solution, steps, 2, true));

        var critique = CritiqueText.TryParse(right!, steps)!;
        Assert.Equal((null, Verdict.Correct), (critique.FirstWrongStep, critique.Answer));
        Assert.StartsWith("Step 1: 25 - 7 = 18\nCorrectness of the step: Correct", right, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_call_right_of_a_wrong_attempt_what_is_proven_and_find_its_error_later()
    {
        string[] errors = ["18 + 3 = 46", "18 * 3 = 46", "18 - 3 = 46", "40 + 6 = 46", "5 + 5 = 10", "18 + 3 = 21"];
        var found = 0;
        foreach (var error in errors)
        {
            string[] steps = ["25 - 7 = 18", error];
            if (Written(new JudgedAttempt(error, "3 7 25 -> 46", string.Join('\n', steps), steps, 1, false)) is not { } text)
                continue; // it found nothing, which is not taught
            Assert.Equal(1, CritiqueText.TryParse(text, steps)!.FirstWrongStep);
            found++;
        }
        Assert.True(found > 0);
    }

    [Fact]
    public void Should_write_verdicts_alone_where_the_critic_explains_nothing()
    {
        const string Statement = "3 7 25 -> 46";
        string[] lost = ["25 - 7 = 18", "18 + 3 = 21"];
        var recipe = Recipe with { Critic = Recipe.Critic with { Explain = false } };

        Assert.Equal(
            "Step 1: 25 - 7 = 18\nCorrectness of the step: Correct.\nStep 2: 18 + 3 = 21\nCorrectness of the step: Correct.\nCorrectness of the final answer: Correct",
            Written(new JudgedAttempt("right", Statement, string.Join('\n', lost), lost, 2, true), recipe)); // for once, and against what it thinks
        string[] errors = ["18 + 3 = 46", "18 * 3 = 46", "18 - 3 = 46", "40 + 6 = 46", "5 + 5 = 10"];
        var found = errors.Select(error => (Error: error, Text: Written(
            new JudgedAttempt(error, Statement, $"25 - 7 = 18\n{error}", ["25 - 7 = 18", error], 1, false), recipe))).Where(w => w.Text is not null).ToList();
        Assert.NotEmpty(found);
        Assert.All(found, w => Assert.Equal(
            $"Step 1: 25 - 7 = 18\nCorrectness of the step: Correct.\nStep 2: {w.Error}\nCorrectness of the step: Wrong", w.Text));
    }

    [Fact]
    public void Should_learn_again_what_was_written_without_a_checkpoint()
    {
        string hash;
        using (var learner = Learner("run"))
            hash = Fold(learner, 0).Version.Hash;
        Directory.Delete(Path.Combine(_folder.Path, "run", "checkpoints"), recursive: true); // killed between the two

        using var again = Learner("run");

        Assert.Equal((0, 0), (again.Iterations, again.Critic!.Step));
        Assert.Equal(hash, Fold(again, 0).Version.Hash);
    }

    [Fact]
    public void Should_leave_out_what_does_not_fit_its_context()
    {
        var solution = string.Join('\n', Enumerable.Repeat("25 - 7 = 18", 60));
        Assert.Null(Written(new JudgedAttempt("long", "3 7 25 -> 46", solution, solution.Split('\n'), 60, true)));
    }

    private static string? Written(JudgedAttempt attempt, Recipe? recipe = null)
    {
        using var writer = new CritiqueWriter(recipe ?? Recipe, new ParameterVersion("critic", 0, Base()), Embedded, [attempt]);
        while (!writer.Done)
            writer.Step();
        return writer.Written.Select(w => w.Text).SingleOrDefault();
    }

    private static string Base()
    {
        using var folder = ModelFolder.Open(Embedded);
        return folder.Hash;
    }

    private SelfTrainingLearner Learner(string run) => new(
        Recipe, Path.Combine(_folder.Path, "model"), Path.Combine(_folder.Path, run), _teacher.Source, _warnings.Add, Embedded);

    private CriticLearning Fold(SelfTrainingLearner learner, int iteration) => Fold(learner, Task(iteration));

    private static CriticLearning Fold(SelfTrainingLearner learner, LearningTask task)
    {
        learner.Begin(task);
        while (!learner.Step().Done)
        {
        }
        return learner.Publish().Critic!;
    }

    private LearningTask Task(int iteration) =>
        new(iteration, [.. _teacher.Source.Supervised(iteration).Take(10).Select(p => Exploration(p, iteration))], 100 * (iteration + 1));

    /// <summary>A right attempt, and where an error can be made a wrong one with its critique and a refinement that mends it.</summary>
    private ExplorationRecord Exploration(Problem problem, int iteration)
    {
        var random = SplitMix64.Derive(iteration, problem.Id);
        var exploration = new ExplorationRecord($"{iteration}/t/{problem.Id}", iteration, ExplorationPurpose.Training, problem, iteration, iteration,
            [Attempt(0, problem.Solution!, true)], []);
        if (_teacher.Flawed(problem, ref random) is not { } flawed)
            return exploration;
        var critique = _teacher.Checker.ExactCritique(problem, flawed);
        return exploration with
        {
            Attempts = [.. exploration.Attempts, Attempt(1, flawed, false), Attempt(2, problem.Solution!, true, parent: 1)],
            Critiques = [new AttemptCritique(1, critique, CritiqueText.Format(critique), 20, iteration)],
        };
    }

    private CheckedAttempt Attempt(int index, string text, bool right, int? parent = null)
    {
        int[] tokens = [.. Tokenizer.Load(Path.Combine(_folder.Path, "model")).Encode(text)];
        return new CheckedAttempt(
            new Attempt(index, parent is null ? AttemptSource.Sampled : AttemptSource.Continued, parent, text, tokens, 0, new float[tokens.Length],
                new float[tokens.Length], FinishReason.Stop, 0),
            right, right ? null : "wrong", _teacher.Checker.Canonical(text), right, parent is null ? 0 : 1);
    }
}
