namespace CritiqueCluster.Core.Exploration;

/// <summary>What an exploration can be told. Every command may arrive twice or late: it then changes nothing.</summary>
public abstract record ExplorationCommand;

/// <summary>Begin: asks for the attempts of round 0.</summary>
public sealed record OpenExploration(ExplorationSpec Spec) : ExplorationCommand;

/// <summary>Begin the next round with tokens to spend.</summary>
/// <param name="Round">The round that is opened: one more than the exploration's last. Others change nothing.</param>
/// <param name="Tokens">Tokens that the round may cost.</param>
/// <param name="ExpectedAttemptTokens">What an attempt from the problem alone costs on average.</param>
/// <param name="ExpectedRefinementTokens">What a refinement that a critique may have costs on average; less than an attempt, since good steps are given and not every critique has one.</param>
/// <param name="ExpectedCritiqueTokens">What a critique costs on average; 0 for the exact critic.</param>
public sealed record GrantRound(
    int Round, int Tokens, double ExpectedAttemptTokens, double ExpectedRefinementTokens, double ExpectedCritiqueTokens)
    : ExplorationCommand;

/// <summary>All attempts of a request, in any order.</summary>
public sealed record RecordAttempts(string RequestId, IReadOnlyList<Attempt> Attempts) : ExplorationCommand;

/// <summary>All critiques of a request, in any order.</summary>
public sealed record RecordCritiques(string RequestId, IReadOnlyList<AttemptCritique> Critiques) : ExplorationCommand;

/// <summary>A request is quarantined: what it would have produced is missing, never wrong.</summary>
public sealed record QuarantineRequest(string RequestId, string Reason) : ExplorationCommand;

/// <summary>No further round will come.</summary>
public sealed record CloseExploration : ExplorationCommand;
