using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Solving;
using CritiqueCluster.Node.Terminals;
using CritiqueCluster.Node.Tests.Explorations;

namespace CritiqueCluster.Node.Tests.Solving;

public sealed class SolverTests
{
    private const string OtherWrong = "50 - 25 = 24\n24 + 7 = 31\n31 - 3 = 28";

    private static readonly SolveOptions Options = new(1, 4, 2, AttemptSource.Continued, new SamplingOptions(0.7, 1, 0, 40), 96);

    [Fact]
    public void Should_refine_every_different_wrong_attempt_in_the_light_of_its_critique()
    {
        var (solved, policy) = Solve(index => index switch { 0 or 2 => Examples.Wrong, 1 => OtherWrong, 3 or 6 => Examples.Right, _ => Examples.Wrong });
        Assert.Equal([4, 2, 2], policy.Requests.Select(request => request.Attempts.Count));
        Assert.Equal([null, 0, 1], policy.Requests.Select(request => request.Basis?.Parent.Index));
        Assert.Equal([1, 0], policy.Requests.Skip(1).Select(request => request.Basis!.Critique.Critique!.FirstWrongStep));
        Assert.Equal([0, 1], solved.Critiques.Select(critique => critique.Attempt));
        Assert.Equal([3], solved.Attempts.Where(attempt => attempt.Accepted).Select(attempt => attempt.Attempt.Index));
    }

    [Fact]
    public void Should_not_refine_where_all_attempts_are_right()
    {
        var (solved, policy) = Solve(_ => Examples.Right);
        Assert.Single(policy.Requests);
        Assert.Contains("All attempts are right", Shown(solved), StringComparison.Ordinal);
        Assert.Single(solved.Attempts, attempt => attempt.Accepted);
    }

    [Fact]
    public void Should_tell_attempt_critique_and_refinement()
    {
        var text = Shown(Solve(index => index is 2 or 5 ? Examples.Wrong : Examples.Right).Solved);
        Assert.Contains("4 attempts, 3 right; the first one", text, StringComparison.Ordinal);
        Assert.Contains("The first wrong attempt that a refinement mended", text, StringComparison.Ordinal);
        Assert.Contains("2 refinements in the light of this critique, 1 right; the first right one", text, StringComparison.Ordinal);
        Assert.Contains("1 of 1 different wrong attempts were mended", text, StringComparison.Ordinal);
        Assert.Contains("Solved: 50 - 25 = 25; 25 + 7 = 32; 32 - 3 = 29", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_so_where_it_is_not_solved() =>
        Assert.Contains("Not solved with 6 attempts and refinements", Shown(Solve(_ => Examples.Wrong).Solved), StringComparison.Ordinal);

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
