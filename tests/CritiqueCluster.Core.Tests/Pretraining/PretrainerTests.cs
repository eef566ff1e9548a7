using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Pretraining;
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
}
