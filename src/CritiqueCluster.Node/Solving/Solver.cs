using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Solving;

/// <summary>
/// Works on one problem as an exploration does, but to show it: samples attempts, has the first one and every different wrong one
/// criticised, and refines the wrong ones in the light of their critiques.
/// </summary>
internal sealed class Solver(
    IEngine<RolloutRequest, RolloutResult> policy, IEngine<CritiqueRequest, CritiqueResult> critic, ISolutionChecker checker,
    SolveOptions options, CancellationToken cancellation)
{
    private readonly List<CheckedAttempt> _attempts = [];

    /// <summary>Works on a problem.</summary>
    /// <returns>Everything that was tried, as an exploration.</returns>
    public ExplorationRecord Solve(Problem problem)
    {
        Record(problem, EngineLoop.Run(policy, [Request(problem, 0, options.Attempts, null)], cancellation));
        var wrong = _attempts.Where(attempt => !attempt.Correct).DistinctBy(attempt => attempt.Canonical).ToList();
        var critiques = Criticise(problem, [.. wrong.Prepend(_attempts[0]).Distinct()]);
        Record(problem, EngineLoop.Run(policy, Refinements(problem, wrong, critiques), cancellation));
        return new ExplorationRecord(
            problem.Id, 0, ExplorationPurpose.Evaluation, problem, VersionOf(policy), VersionOf(critic), _attempts, critiques);
    }

    private List<AttemptCritique> Criticise(Problem problem, List<CheckedAttempt> attempts)
    {
        var targets = attempts.Select(attempt => new CritiqueTarget(attempt.Attempt.Index, attempt.Attempt.Text));
        var request = new CritiqueRequest($"{problem.Id}/critique", problem, [.. targets], options.CritiqueTokens, VersionOf(critic));
        return [.. EngineLoop.Run(critic, [request], cancellation).Select(result => result.Critique).OrderBy(critique => critique.Attempt)];
    }

    // Without a step to mend a critique says nothing to refine by.
    private List<RolloutRequest> Refinements(Problem problem, List<CheckedAttempt> wrong, List<AttemptCritique> critiques)
    {
        var next = options.Attempts;
        var requests = new List<RolloutRequest>();
        foreach (var attempt in wrong)
        {
            var critique = critiques.First(critique => critique.Attempt == attempt.Attempt.Index);
            if (critique.Critique?.FirstWrongStep is null)
                continue;
            requests.Add(Request(problem, next, options.Refinements, RefinementBasis.Of(attempt.Attempt, critique, options.Mode, critiques)));
            next += options.Refinements;
        }
        return requests;
    }

    private RolloutRequest Request(Problem problem, int first, int count, RefinementBasis? basis) => new(
        $"{problem.Id}/{first}", problem, new StreamKey(options.Seed, 0, problem.Id), [.. Enumerable.Range(first, count)], basis, options.Sampling, VersionOf(policy));

    private void Record(Problem problem, IEnumerable<RolloutResult> results)
    {
        foreach (var attempt in results.Select(result => result.Attempt).OrderBy(attempt => attempt.Index).ToList())
            _attempts.Add(Check(problem, attempt));
    }

    private CheckedAttempt Check(Problem problem, Attempt attempt)
    {
        var check = checker.CheckOf(problem, attempt);
        var canonical = checker.Canonical(attempt.Text);
        var parent = _attempts.Find(other => other.Attempt.Index == attempt.Parent);
        var accepted = check.Correct
            && _attempts.TrueForAll(other => other.Canonical != canonical)
            && (parent is null || !checker.IsShortcut(problem, parent.Attempt.Text, attempt.Text));
        return new CheckedAttempt(attempt, check.Correct, check.Reason, canonical, accepted, parent is null ? 0 : 1);
    }

    private static int VersionOf<TRequest, TResult>(IEngine<TRequest, TResult> engine) => engine.Version?.Step ?? 0;
}
