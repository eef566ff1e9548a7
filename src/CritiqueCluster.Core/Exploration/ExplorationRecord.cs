using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Exploration;

/// <summary>What an exploration is for.</summary>
public enum ExplorationPurpose
{
    /// <summary>Its trajectories are learned from.</summary>
    Training,

    /// <summary>It only measures; the learner never sees it.</summary>
    Evaluation,
}

/// <summary>An attempt with the checks made of it when it arrived.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Correct">Its final answer is right.</param>
/// <param name="Reason">Why it is wrong; null if it is right.</param>
/// <param name="Canonical">Its canonical step sequence.</param>
/// <param name="Accepted">Right, not a shortcut, and the first of its canonical form in the exploration.</param>
/// <param name="Round">The round it was asked for in, from 0.</param>
public sealed record CheckedAttempt(
    Attempt Attempt, bool Correct, string? Reason, string Canonical, bool Accepted, int Round);

/// <summary>A completed exploration as it is read back from the journal.</summary>
public sealed record ExplorationRecord(
    string Id, int Iteration, ExplorationPurpose Purpose, Problem Problem, int PolicyVersion, int CriticVersion,
    IReadOnlyList<CheckedAttempt> Attempts, IReadOnlyList<AttemptCritique> Critiques)
{
    /// <summary>Requests that were quarantined, and why: what they would have given is missing, never wrong.</summary>
    public IReadOnlyList<QuarantinedRequest> Quarantined { get; init; } = [];

    /// <summary>Sampled tokens, critiques included.</summary>
    public int GeneratedTokens => Attempts.Sum(a => a.Attempt.GeneratedTokens) + Critiques.Sum(c => c.GeneratedTokens);
}
