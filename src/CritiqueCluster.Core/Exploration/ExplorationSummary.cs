namespace CritiqueCluster.Core.Exploration;

/// <summary>What an exploration has cost and given so far, over all its rounds.</summary>
/// <param name="Id">The exploration.</param>
/// <param name="ProblemId">Its problem.</param>
/// <param name="Round">The last round completed.</param>
/// <param name="Sampled">Attempts sampled from the problem alone.</param>
/// <param name="SampledTokens">What they cost, with what attempts cost that could not be judged.</param>
/// <param name="Refinements">Refinements.</param>
/// <param name="RefinementTokens">What they cost (sampled tokens; given steps are free), with what refinements cost that could not be judged.</param>
/// <param name="Critiques">Critiques.</param>
/// <param name="CritiqueTokens">What they cost.</param>
/// <param name="Failures">Attempts and refinements with a wrong answer.</param>
/// <param name="Untreated">Different wrong solutions that no critique has been asked for.</param>
/// <param name="Accepted">Different accepted solutions.</param>
/// <param name="Quarantined">Requests that were quarantined, and attempts that could not be judged.</param>
public sealed record ExplorationSummary(
    string Id, string ProblemId, int Round, int Sampled, int SampledTokens, int Refinements, int RefinementTokens,
    int Critiques, int CritiqueTokens, int Failures, int Untreated, int Accepted, int Quarantined)
{
    /// <summary>All sampled tokens: what counts against the budget.</summary>
    public int GeneratedTokens => SampledTokens + RefinementTokens + CritiqueTokens;

    /// <summary>Where the state stands.</summary>
    public static ExplorationSummary Of(ExplorationState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var sampled = state.Attempts.Where(a => a.Attempt.Source == AttemptSource.Sampled).ToList();
        var refined = state.Attempts.Where(a => a.Attempt.Source != AttemptSource.Sampled).ToList();
        var unjudged = state.Quarantined.Select(q => q.Attempt).OfType<Attempt>().ToLookup(a => a.Source == AttemptSource.Sampled, a => a.GeneratedTokens);
        return new ExplorationSummary(
            state.Spec.Id, state.Spec.Problem.Id, state.Round,
            sampled.Count, sampled.Sum(a => a.Attempt.GeneratedTokens) + unjudged[true].Sum(),
            refined.Count, refined.Sum(a => a.Attempt.GeneratedTokens) + unjudged[false].Sum(),
            state.Critiques.Count, state.Critiques.Sum(c => c.GeneratedTokens),
            state.Attempts.Count(a => !a.Correct), state.Untreated().Count,
            state.Attempts.Count(a => a.Accepted), state.Quarantined.Count);
    }
}
