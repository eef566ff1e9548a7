using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>Counts for one row of <see cref="CriticReplayReport"/>.</summary>
internal sealed class CriticReplayTally(Func<string, ISolutionChecker?> checkerOf)
{
    private readonly SortedDictionary<(Finding Before, Finding After), int> _verdicts = [];
    private readonly int[] _standings = new int[Enum.GetValues<Standing>().Length];
    private readonly CriticMeasures _before = new(checkerOf), _after = new(checkerOf);
    private int _explorations, _critiques, _sameStep, _unreadableBefore, _unreadableAfter, _refinements;

    public void Add(ExplorationRecord exploration, IReadOnlyDictionary<int, ReplayedCritique> critiques)
    {
        _explorations++;
        foreach (var critique in critiques.Values)
            Add(critique);
        foreach (var standing in Standings.OfAccepted(exploration, critiques, checkerOf(exploration.Problem.Kind)))
            _standings[(int)standing]++;
        _refinements += exploration.Attempts.Count(a => a.Accepted && a.Attempt.Source != AttemptSource.Sampled);
    }

    /// <param name="iteration">Null for all iterations together.</param>
    public CriticReplayRow Summarise(int? iteration) => new(
        iteration, _explorations, _critiques, _sameStep, _unreadableBefore, _unreadableAfter,
        _before.Summarise(exact: false).AccuracyWithError, _after.Summarise(exact: false).AccuracyWithError,
        [.. _verdicts.Select(v => new VerdictChange(v.Key.Before, v.Key.After, v.Value))],
        new AcceptedChange(_standings.Sum(), _refinements, _standings[(int)Standing.Stands], _standings[(int)Standing.Reworded],
            _standings[(int)Standing.Unsupported], _standings[(int)Standing.Lost]));

    private void Add(ReplayedCritique critique)
    {
        _critiques++;
        _sameStep += critique.SameStep ? 1 : 0;
        _unreadableBefore += critique.Before.Critique is null ? 1 : 0;
        _unreadableAfter += critique.After.Critique is null ? 1 : 0;
        _before.Judge(critique.Exact, critique.Attempt.Correct, critique.Before.Critique);
        _after.Judge(critique.Exact, critique.Attempt.Correct, critique.After.Critique);
        if (critique.Exact is null)
            return;
        var change = (critique.FindingOf(critique.Before), critique.FindingOf(critique.After));
        _verdicts[change] = _verdicts.GetValueOrDefault(change) + 1;
    }
}
