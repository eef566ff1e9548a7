using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Solving;

/// <summary>
/// Works on one problem as an exploration does, but to show it: samples attempts, has the first one and the first wrong one
/// criticised, and refines the wrong one in the light of its critique until a refinement is right or the rounds are over.
/// </summary>
internal sealed class Solver(
    IEngine<RolloutRequest, RolloutResult> policy, IEngine<CritiqueRequest, CritiqueResult> critic, ISolutionChecker checker,
    SolveOptions options, CancellationToken cancellation)
{
    private readonly List<CheckedAttempt> _attempts = [];
    private readonly List<AttemptCritique> _critiques = [];

    /// <summary>Works on a problem.</summary>
    /// <returns>Everything that was tried, as an exploration.</returns>
    public ExplorationRecord Solve(Problem problem)
    {
        Sample(problem, Enumerable.Range(0, options.Attempts), null, 0);
        var wrong = _attempts.FirstOrDefault(attempt => !attempt.Correct);
        Criticise(problem, wrong is null ? [_attempts[0]] : [.. new[] { _attempts[0], wrong }.Distinct()]);
        for (var round = 1; wrong is not null && round <= options.Rounds; round++)
            wrong = Refine(problem, wrong, round);
        return new ExplorationRecord(
            problem.Id, 0, ExplorationPurpose.Evaluation, problem, VersionOf(policy), VersionOf(critic), _attempts, _critiques);
    }

    /// <summary>Refines an attempt once.</summary>
    /// <returns>What to refine next: nothing if a refinement is right, or if the critic finds no error to mend.</returns>
    private CheckedAttempt? Refine(Problem problem, CheckedAttempt wrong, int round)
    {
        var critique = _critiques.FirstOrDefault(critique => critique.Attempt == wrong.Attempt.Index) ?? Criticise(problem, [wrong])[0];
        if (critique.Critique?.FirstWrongStep is null)
            return null;
        var basis = new RefinementBasis(wrong.Attempt, critique, options.Mode);
        var refinements = Sample(problem, Enumerable.Range(_attempts.Count, options.Refinements), basis, round);
        return refinements.Any(refinement => refinement.Correct) ? null : refinements[0];
    }

    private List<CheckedAttempt> Sample(Problem problem, IEnumerable<int> indices, RefinementBasis? basis, int round)
    {
        var request = new RolloutRequest(
            $"{problem.Id}/{round}", problem, new StreamKey(options.Seed, 0, problem.Id), [.. indices], basis, options.Sampling, VersionOf(policy));
        var arrived = EngineLoop.Run(policy, [request], cancellation).Select(result => result.Attempt).OrderBy(attempt => attempt.Index).ToList();
        var first = _attempts.Count;
        foreach (var attempt in arrived)
            _attempts.Add(Check(problem, attempt, basis, round));
        return _attempts[first..];
    }

    private List<AttemptCritique> Criticise(Problem problem, IReadOnlyList<CheckedAttempt> attempts)
    {
        var targets = attempts.Select(attempt => new CritiqueTarget(attempt.Attempt.Index, attempt.Attempt.Text));
        var request = new CritiqueRequest($"{problem.Id}/critique-{_critiques.Count}", problem, [.. targets], options.CritiqueTokens, VersionOf(critic));
        var critiques = EngineLoop.Run(critic, [request], cancellation).Select(result => result.Critique).OrderBy(critique => critique.Attempt).ToList();
        _critiques.AddRange(critiques);
        return critiques;
    }

    private CheckedAttempt Check(Problem problem, Attempt attempt, RefinementBasis? basis, int round)
    {
        var check = checker.Check(problem, attempt.Text);
        var canonical = checker.Canonical(attempt.Text);
        var accepted = check.Correct
            && _attempts.TrueForAll(other => other.Canonical != canonical)
            && (basis is null || !checker.IsShortcut(problem, basis.Parent.Text, attempt.Text));
        return new CheckedAttempt(attempt, check.Correct, check.Reason, canonical, accepted, round);
    }

    private static int VersionOf<TRequest, TResult>(IEngine<TRequest, TResult> engine) => engine.Version?.Step ?? 0;
}
