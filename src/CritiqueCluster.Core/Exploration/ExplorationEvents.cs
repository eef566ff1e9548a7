namespace CritiqueCluster.Core.Exploration;

/// <summary>What happened in an exploration: folding its events from the first gives its state.</summary>
public abstract record ExplorationEvent;

/// <summary>The exploration began; its round 0 is open.</summary>
public sealed record ExplorationOpened(ExplorationSpec Spec) : ExplorationEvent;

/// <summary>A later round began.</summary>
/// <param name="Round">Its number, from 1.</param>
/// <param name="Tokens">Tokens granted.</param>
/// <param name="Sample">Attempts to be sampled from the problem alone.</param>
/// <param name="Criticise">Indices of the wrong attempts to be criticised and refined, ascending.</param>
public sealed record RoundOpened(int Round, int Tokens, int Sample, IReadOnlyList<int> Criticise) : ExplorationEvent;

/// <summary>A request's attempts arrived and were checked.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Attempts">
/// By index. <see cref="CheckedAttempt.Accepted"/> says right and no shortcut; which of equal solutions is the first is decided by
/// index when events are folded, since arrival order must not decide it.
/// </param>
/// <param name="Quarantined">
/// Attempts that arrived without a verdict, since the program that judges failed on them: they are neither right nor wrong. By index; null
/// if there are none.
/// </param>
public sealed record AttemptsRecorded(
    string RequestId, IReadOnlyList<CheckedAttempt> Attempts, IReadOnlyList<Attempt>? Quarantined = null) : ExplorationEvent;

/// <summary>A request's critiques arrived, by index of the attempt.</summary>
public sealed record CritiquesRecorded(string RequestId, IReadOnlyList<AttemptCritique> Critiques) : ExplorationEvent;

/// <summary>A request was quarantined, and why.</summary>
public sealed record RequestQuarantined(string RequestId, string Reason) : ExplorationEvent;

/// <summary>Nothing is waited for any more in the round.</summary>
public sealed record RoundCompleted(int Round, ExplorationSummary Summary) : ExplorationEvent;

/// <summary>The exploration is over.</summary>
public sealed record ExplorationCompleted(ExplorationSummary Summary) : ExplorationEvent;
