using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Pretraining;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Pretraining;

public sealed class PretrainerTests
{
    private static readonly PretrainingOptions Short = SmallModel.Options with
    {
        PolicySteps = 6,
        CriticSteps = 4,
        CriticProblems = 20,
        MaxPositions = 256,
        RewriteShare = 0.4,
        Refinements = 0,
        Learner = new LearnerOptions { BatchSize = 8, LearningRate = 1e-3 },
        Countdown = new CountdownOptions { Numbers = [3] },
    };

    [Fact]
    public void Should_give_the_same_hashes_again()
    {
        using var folder = new TemporaryFolder();

        var one = new Pretrainer(Short, _ => { }).Run(folder["one"]);
        var other = new Pretrainer(Short, _ => { }).Run(folder["other"]);

        Assert.Equal(one, other);
        using var policy = ModelFolder.Open(Path.Combine(folder["one"], "policy"));
        using var critic = ModelFolder.Open(Path.Combine(folder["one"], "critic"));
        Assert.Equal(one.PolicyHash, policy.Hash);
        Assert.Equal(one.CriticHash, critic.Hash);
        Assert.NotEqual(one.PolicyHash, one.CriticHash);
    }

    [Fact]
    public void Should_differ_by_seed()
    {
        using var folder = new TemporaryFolder();

        Assert.NotEqual(
            new Pretrainer(Short, _ => { }).Run(folder["one"]).PolicyHash,
            new Pretrainer(Short with { Seed = 6 }, _ => { }).Run(folder["other"]).PolicyHash);
    }

    [Fact]
    public void Should_learn_reach_before_critiques_where_it_is_told_to()
    {
        using var folder = new TemporaryFolder();
        var phases = new List<string>();
        var plain = new Pretrainer(Short, _ => { }).Run(folder["plain"]);
        var reach = Short with { Policy = Path.Combine(folder["plain"], "policy"), ReachSteps = 3 };
        var one = new Pretrainer(reach, progress => phases.Add(progress.Phase)).Run(folder["one"]);
        var other = new Pretrainer(reach, _ => { }).Run(folder["other"]);

        Assert.Equal(one, other);
        Assert.Equal(plain.PolicyHash, one.PolicyHash);
        Assert.NotEqual(plain.CriticHash, one.CriticHash);
        Assert.Equal(["problems", "attempts", "reach", "critic"], phases.Distinct());
        Assert.Equal((3, 4), (phases.Count(p => p == "reach"), phases.Count(p => p == "critic")));
    }

    [Fact]
    public void Should_write_over_nothing_and_leave_nothing_unfinished()
    {
        using var folder = new TemporaryFolder();
        var made = new Pretrainer(Short, _ => { }).Run(folder["models"]);
        var again = Assert.Throws<ConfigurationException>(() => new Pretrainer(Short, _ => { }).Run(folder["models"]));
        Assert.Contains("is not empty", again.Message, StringComparison.Ordinal);
        File.WriteAllText(folder["file"], "");
        Assert.Contains("is a file", Assert.Throws<ConfigurationException>(() => new Pretrainer(Short, _ => { }).Run(folder["file"])).Message, StringComparison.Ordinal);

        foreach (var (phase, left) in new[] { ("policy", 0), ("problems", 1), ("attempts", 1), ("critic", 1) })
        {
            using var interrupt = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => new Pretrainer(Short, progress =>
            {
                if (progress.Phase == phase)
                    interrupt.Cancel();
            }).Run(folder[phase], interrupt.Token));
            Assert.Equal(left, Directory.Exists(folder[phase]) ? Directory.GetFileSystemEntries(folder[phase]).Length : 0); // a finished policy
        }
        var rest = new Pretrainer(Short with { Policy = Path.Combine(folder["critic"], "policy") }, _ => { }).Run(folder["critic"]);
        Assert.Equal((made.PolicyHash, made.CriticHash), (rest.PolicyHash, rest.CriticHash));
    }

    [Fact]
    public void Should_make_refinements_that_solve_the_problem()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        var teacher = new CountdownTeacher(new CountdownOptions(), model.Tokenizer);
        var random = new SplitMix64(1);
        var made = 0;
        foreach (var problem in teacher.Source.Supervised(1).Take(100))
        {
            if (teacher.Refinement(problem, ref random) is not { } example)
                continue;
            made++;
            var refined = model.Tokenizer.Decode(example.Tokens.AsSpan(example.PromptLength)).Trim();
            Assert.True(teacher.Checker.Check(problem, refined).Correct, refined);
            Assert.InRange(example.Tokens.Length, 30, 256);
        }
        Assert.InRange(made, 50, 100);
    }

    [Fact]
    public void Should_make_the_same_critic_from_a_policy_made_before()
    {
        using var folder = new TemporaryFolder();
        var both = new Pretrainer(Short, _ => { }).Run(folder["both"]);

        var critic = new Pretrainer(Short with { Policy = Path.Combine(folder["both"], "policy") }, _ => { }).Run(folder["critic"]);

        Assert.Equal(both, critic);
    }

    [Fact]
    public void Should_judge_what_follows_an_error_that_was_passed_over()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        var teacher = new CountdownTeacher(new CountdownOptions(), model.Tokenizer);
        var random = new SplitMix64(1);
        // 50 - 43 is allowed, but 41 cannot be reached from 7 12 19; the last step pretends that 31 + 7 is 41.
        var problem = CountdownSource.FromStatement("p", "12 19 43 50 -> 41");
        const string Attempt = "50 - 43 = 7\n19 + 12 = 31\n31 + 7 = 41";
        var ends = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            var example = teacher.Belated(problem, Attempt, ref random)!;
            Assert.Contains("Correct. 7 12 19 left", model.Tokenizer.Decode(example.Tokens.AsSpan(0, example.PromptLength)), StringComparison.Ordinal);
            ends.Add(model.Tokenizer.Decode(example.Tokens.AsSpan(example.PromptLength)).Trim());
        }

        Assert.Equal(
            [
                "Step 2: 19 + 12 = 31\nCorrectness of the step: Wrong. 41 is out of reach\nCorrectness of the final answer: Wrong. a step is wrong",
                "Step 3: 31 + 7 = 41\nCorrectness of the step: Wrong. 31 + 7 is 38\nCorrectness of the final answer: Wrong. a step is wrong",
            ], ends.Order());
        Assert.Null(teacher.Belated(problem, "50 - 43 = 7", ref random));
        Assert.Null(teacher.Belated(problem, "50 - 43 = 8\n19 + 12 = 31", ref random));
    }
}
