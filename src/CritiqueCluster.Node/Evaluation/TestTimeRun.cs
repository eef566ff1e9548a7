using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>
/// Tries problems in all the ways that <see cref="TestTime"/> compares: independent samples, each criticised, and chains of refinements. Right
/// and wrong ones are criticised alike: nobody knows at test time which are which.
/// </summary>
internal sealed class TestTimeRun(
    IEngine<RolloutRequest, RolloutResult> policy, IEngine<CritiqueRequest, CritiqueResult> critic, ISolutionChecker checker, Recipe recipe, CancellationToken cancellation)
{
    private const int Iteration = -1;
    private readonly SamplingOptions _sampling = new(recipe.Evaluation.Temperature, 1, 0, recipe.Rollout.MaxTokens);
    private readonly Dictionary<string, Problem> _problems = [];
    private readonly Dictionary<(string Problem, int Index), (Attempt Attempt, AttemptCritique Critique)> _tried = [];

    /// <summary>Rounds of critique and refinement after the first sample of a chain.</summary>
    public const int Rounds = 4;

    /// <summary>Tries them.</summary>
    public IReadOnlyList<TriedProblem> Run(IReadOnlyList<Problem> problems)
    {
        foreach (var problem in problems)
            _problems.Add(problem.Id, problem);
        var samples = recipe.Evaluation.Samples;
        Try([.. problems.Select(p => Request(p, [.. Enumerable.Range(0, samples)], null))]);
        // A chain begins with a sample that is there already, and spends its own tokens again.
        var chains = problems.ToDictionary(p => p.Id, _ => Enumerable.Range(0, samples).Select(i => new List<int> { i }).ToList());
        for (var round = 1; round <= Rounds; round++)
        {
            var open = chains.SelectMany(p => p.Value.Select((chain, i) => (Problem: p.Key, Chain: chain, Index: round * samples + i))).Where(c => GoesOn(c.Problem, c.Chain)).ToList();
            Try([.. open.Select(c => Request(_problems[c.Problem], [c.Index], Basis(c.Problem, c.Chain)))]);
            foreach (var (_, chain, index) in open)
                chain.Add(index);
        }
        return [.. problems.Select(p => new TriedProblem(
            [.. Enumerable.Range(0, samples).Select(i => TryOf(p, i))], [.. chains[p.Id].Select(chain => chain.Select(i => TryOf(p, i)).ToList())]))];
    }

    private void Try(IReadOnlyList<RolloutRequest> requests)
    {
        var attempts = EngineLoop.Run(policy, requests, cancellation).Select(r => (Problem: ProblemOf(r.RequestId), r.Attempt)).ToDictionary(r => (r.Problem, r.Attempt.Index), r => r.Attempt);
        var asked = attempts.OrderBy(a => a.Key.Problem, StringComparer.Ordinal).ThenBy(a => a.Key.Index)
            .Select(a => new CritiqueRequest($"{a.Key.Problem}#{a.Key.Index}", _problems[a.Key.Problem], [new CritiqueTarget(a.Key.Index, a.Value.Text)], recipe.Critic.MaxTokens, critic.Version?.Step ?? 0));
        foreach (var result in EngineLoop.Run(critic, asked, cancellation))
        {
            var key = (ProblemOf(result.RequestId), result.Critique.Attempt);
            _tried.Add(key, (attempts[key], result.Critique));
        }
    }

    private bool GoesOn(string problem, List<int> chain) =>
        _tried[(problem, chain[^1])].Critique.Critique?.FirstWrongStep is not null && !IsApproved(_tried[(problem, chain[^1])].Critique);

    private RefinementBasis Basis(string problem, List<int> chain)
    {
        var (attempt, critique) = _tried[(problem, chain[^1])];
        var mode = recipe.Rollout.Refinement == RefinementMode.Rewrite ? AttemptSource.Rewritten : AttemptSource.Continued;
        return RefinementBasis.Of(attempt, critique, mode, chain.Select(i => _tried[(problem, i)].Critique));
    }

    private RolloutRequest Request(Problem problem, int[] attempts, RefinementBasis? basis) => new(
        $"{problem.Id}#{attempts[0]}", problem, new StreamKey(recipe.Seed, Iteration, problem.Id), attempts, basis, _sampling, policy.Version?.Step ?? 0);

    private static string ProblemOf(string request) => request[..request.LastIndexOf('#')];

    private Try TryOf(Problem problem, int index)
    {
        var (attempt, critique) = _tried[(problem.Id, index)];
        var check = checker.Check(problem, attempt.Text);
        return new Try(check.Correct, check.Answer, attempt.GeneratedTokens, critique.GeneratedTokens, IsApproved(critique));
    }

    private static bool IsApproved(AttemptCritique critique) => critique.Critique is { FirstWrongStep: null, Answer: Core.Critique.Verdict.Correct };
}
