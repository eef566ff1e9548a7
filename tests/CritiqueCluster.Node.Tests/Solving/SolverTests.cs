using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Solving;
using CritiqueCluster.Node.Terminals;
using CritiqueCluster.Node.Tests.Explorations;

namespace CritiqueCluster.Node.Tests.Solving;

public sealed class SolverTests
{
    private static readonly SolveOptions Options = new(1, 4, 2, 2, AttemptSource.Continued, new SamplingOptions(0.7, 1, 0, 40), 96);

    [Fact]
    public void Should_refine_the_first_wrong_attempt_until_a_refinement_is_right()
    {
        var (solved, policy) = Solve(index => index < 5 ? Examples.Wrong : Examples.Right);
        Assert.Equal([4, 2], policy.Requests.Select(request => request.Attempts.Count));
        Assert.Equal(Examples.Wrong, policy.Requests[1].Basis!.Parent.Text);
        Assert.Equal(1, policy.Requests[1].Basis!.Critique.Critique!.FirstWrongStep);
        Assert.True(solved.Attempts[5].Accepted);
        Assert.Equal([0], solved.Critiques.Select(critique => critique.Attempt));
    }

    [Fact]
    public void Should_refine_again_while_rounds_are_left()
    {
        var (solved, policy) = Solve(_ => Examples.Wrong);
        Assert.Equal([null, 0, 4], policy.Requests.Select(request => request.Basis?.Parent.Index));
        Assert.Equal(8, solved.Attempts.Count);
    }

    [Fact]
    public void Should_not_refine_where_all_attempts_are_right()
    {
        var (solved, policy) = Solve(_ => Examples.Right);
        Assert.Single(policy.Requests);
        Assert.Contains("All 4 attempts are right", Shown(solved), StringComparison.Ordinal);
        Assert.Single(solved.Attempts, attempt => attempt.Accepted);
    }

    [Fact]
    public void Should_tell_attempt_critique_and_refinement()
    {
        var text = Shown(Solve(index => index is 2 or 5 ? Examples.Wrong : Examples.Right).Solved);
        Assert.Contains("The first attempt", text, StringComparison.Ordinal);
        Assert.Contains("3 of 4 attempts are right; the first wrong one", text, StringComparison.Ordinal);
        Assert.Contains("2 refinements in the light of this critique, 1 right; the first right one", text, StringComparison.Ordinal);
        Assert.Contains("Solved: 50 - 25 = 25; 25 + 7 = 32; 32 - 3 = 29", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_so_where_it_is_not_solved() =>
        Assert.Contains("Not solved with 8 attempts and refinements", Shown(Solve(_ => Examples.Wrong).Solved), StringComparison.Ordinal);

    private static (ExplorationRecord Solved, ScriptedEngine<RolloutRequest, RolloutResult> Policy) Solve(Func<int, string> textOf)
    {
        using var policy = new ScriptedEngine<RolloutRequest, RolloutResult>(request => request.Attempts.Select(index => new RolloutResult(request.Id,
            Examples.Attempt(index, textOf(index), request.Basis?.Parent.Index, request.Basis?.Mode ?? AttemptSource.Sampled).Attempt)));
        using var critic = new ScriptedEngine<CritiqueRequest, CritiqueResult>(request => request.Attempts.Select(target =>
            new CritiqueResult(request.Id, Examples.Critique(Examples.Attempt(target.Attempt, target.Text)))));
        var solved = new Solver(policy, critic, Examples.Checker, Options, CancellationToken.None).Solve(Examples.Problem);
        return (solved, policy);
    }

    private static string Shown(ExplorationRecord solved)
    {
        using var output = new StringWriter();
        new SolveView(Terminal.Redirected(output, TextWriter.Null).Out, Examples.Checker, exactCritic: false).Show(solved);
        return output.ToString();
    }
}
