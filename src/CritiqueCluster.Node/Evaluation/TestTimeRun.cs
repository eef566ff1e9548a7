using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>
/// Tries problems in all the ways that <see cref="TestTime"/> compares: independent samples, each criticised, and chains of refinements. Right
/// and wrong ones are criticised alike: nobody knows at test time which are which. Where an attempt is too long for the critic, nothing is
/// said of it: it has no approval, and its chain ends. So it does where a critique and what it speaks of are too long for the policy, or a refinement could not be judged.
/// </summary>
internal sealed class TestTimeRun(
    IEngine<RolloutRequest, RolloutResult> policy, IEngine<CritiqueRequest, CritiqueResult> critic, ISolutionChecker checker, Recipe recipe, CancellationToken cancellation)
{
    private const int Iteration = -1;
    private readonly SamplingOptions _sampling = new(recipe.Evaluation.Temperature, 1, 0, recipe.Rollout.MaxTokens);
    private readonly Dictionary<string, Problem> _problems = [];
    private readonly Dictionary<(string Problem, int Index), (Attempt Attempt, AttemptCritique Critique)> _tried = [];
    private readonly CriticDesk _desk = new(critic, critic.Version?.Step ?? 0, recipe.Critic.MaxTokens, cancel: cancellation);

    /// <summary>Rounds of critique and refinement after the first sample of a chain.</summary>
    public const int Rounds = 4;

    /// <summary>Tries them.</summary>
    /// <param name="problems">The problems.</param>
    /// <param name="sampled">Independent samples of each, by its id: the first of the chains.</param>
    public IReadOnlyList<TriedProblem> Run(IReadOnlyList<Problem> problems, IReadOnlyDictionary<string, IReadOnlyList<Attempt>> sampled)
    {
        foreach (var problem in problems)
            _problems.Add(problem.Id, problem);
        var samples = recipe.Evaluation.Samples;
        Criticise(problems.SelectMany(p => sampled[p.Id].Select(attempt => (p.Id, attempt))));
        // A chain begins with a sample that is there already, and spends its own tokens again.
        var chains = problems.ToDictionary(p => p.Id, _ => Enumerable.Range(0, samples).Select(i => new List<int> { i }).ToList());
        for (var round = 1; round <= Rounds; round++)
        {
            var open = chains.SelectMany(p => p.Value.Select((chain, i) => (Problem: p.Key, Chain: chain, Index: round * samples + i))).Where(c => GoesOn(c.Problem, c.Chain)).ToList();
            Try([.. open.Select(c => Request(_problems[c.Problem], [c.Index], Basis(c.Problem, c.Chain)))]);
            foreach (var (problem, chain, index) in open.Where(c => _tried.ContainsKey((c.Problem, c.Index))))
                chain.Add(index);
        }
        return [.. problems.Select(p => new TriedProblem(
            [.. Enumerable.Range(0, samples).Select(i => TryOf(p, i))], [.. chains[p.Id].Select(chain => chain.Select(i => TryOf(p, i)).ToList())]))];
    }

    private void Try(IReadOnlyList<RolloutRequest> requests) => Criticise(EngineLoop.Run(policy, requests, cancellation, _ => { })
        .Where(r => r.Attempt.Verdict?.Failure is null)
        .Select(r => (Problem: ProblemOf(r.RequestId), r.Attempt)).ToList()
        .OrderBy(a => a.Problem, StringComparer.Ordinal).ThenBy(a => a.Attempt.Index));

    private void Criticise(IEnumerable<(string Problem, Attempt Attempt)> attempts)
    {
        foreach (var (problem, attempt) in attempts)
            _desk.Ask($"{problem}#{attempt.Index}", _problems[problem], attempt, critique => _tried.Add((problem, attempt.Index), (attempt, critique)));
        _desk.Finish();
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
        var check = checker.CheckOf(problem, attempt);
        return new Try(check.Correct, check.Answer, attempt.GeneratedTokens, critique.GeneratedTokens, IsApproved(critique));
    }

    private static bool IsApproved(AttemptCritique critique) => critique.Critique is { FirstWrongStep: null, Answer: Core.Critique.Verdict.Correct };
}
