using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>The sums behind <see cref="IterationStatistics"/>: takes explorations one at a time and keeps none.</summary>
internal sealed class IterationCounts
{
    private readonly int[] _outcomes = new int[Enum.GetValues<Outcome>().Length];
    private int _explorations, _quarantined, _attempts, _correct, _accepted, _refinements, _acceptedRefinements, _critiques;
    private long _tokens, _sampled;
    private double _entropy;

    /// <summary>Adds an exploration of the iteration.</summary>
    public void Add(ExplorationRecord exploration)
    {
        _explorations++;
        _quarantined += exploration.Quarantined.Count > 0 ? 1 : 0;
        _outcomes[(int)Outcomes.Of(exploration)]++;
        _critiques += exploration.Critiques.Count;
        _tokens += exploration.GeneratedTokens;
        foreach (var attempt in exploration.Attempts)
            Add(attempt);
    }

    /// <summary>The counts so far.</summary>
    public IterationStatistics Row(int iteration, ExplorationPurpose purpose) => new(
        iteration, purpose, _explorations,
        _outcomes[(int)Outcome.Solved], _outcomes[(int)Outcome.Rescued], _outcomes[(int)Outcome.Unsolved],
        _attempts, _attempts == 0 ? 0 : (double)_correct / _attempts, _accepted, _acceptedRefinements, _refinements, _critiques,
        _tokens, _sampled == 0 ? 0 : _entropy / _sampled, _quarantined);

    private void Add(CheckedAttempt attempt)
    {
        var refinement = attempt.Attempt.Source != AttemptSource.Sampled;
        _attempts++;
        _correct += attempt.Correct ? 1 : 0;
        _accepted += attempt.Accepted ? 1 : 0;
        _refinements += refinement ? 1 : 0;
        _acceptedRefinements += refinement && attempt.Accepted ? 1 : 0;
        _sampled += attempt.Attempt.SampledTokens;
        foreach (var entropy in attempt.Attempt.Entropies)
            _entropy += entropy;
    }
}
