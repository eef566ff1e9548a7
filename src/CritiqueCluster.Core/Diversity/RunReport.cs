using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Diversity;

/// <summary>Seconds of wall time by what they went into.</summary>
/// <param name="Generation">Attempts and refinements.</param>
/// <param name="Critique">Critiques.</param>
/// <param name="Learning">Optimizer steps.</param>
/// <param name="Other">Everything else: start-up, checking, journal, waiting, report.</param>
public sealed record PhaseSeconds(double Generation, double Critique, double Learning, double Other)
{
    /// <summary>All of it.</summary>
    public double Total => Generation + Critique + Learning + Other;

    /// <summary>The share that a model computed in; 0 for no time at all.</summary>
    public double ModelShare => Total > 0 ? 1 - Other / Total : 0;
}

/// <summary>Hashes of the final parameters; null for a critic without any (the exact one).</summary>
public sealed record ReportParameters(string Policy, string? Critic);

/// <summary>How many training problems fell into a difficulty bin.</summary>
public sealed record BinSize(string Bin, int Problems);

/// <summary>Everything that a run's report says; <c>report.json</c> is this record.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Arm">What the budget was spent on.</param>
/// <param name="UpperBound">The exact critic was used: what is shown bounds what a critic could do, it is not a method's result.</param>
/// <param name="Problems">The problems' source.</param>
/// <param name="Temperature">Sampling temperature of the evaluation.</param>
/// <param name="Iterations">Row 0 is the base; row i the policy after i learnings and the exploration it learned from.</param>
/// <param name="Bins">Training problems per difficulty bin, frozen by the base's first-round attempts.</param>
/// <param name="CriticF1">See <see cref="CriticReport.F1"/>.</param>
/// <param name="CriticHelpfulness">See <see cref="CriticReport.Helpfulness"/>.</param>
/// <param name="Critic">All of the critic's measures; null if nothing was criticised.</param>
/// <param name="Parameters">Final parameters.</param>
/// <param name="GeneratedTokens">All sampled tokens: explorations, critiques and evaluations.</param>
/// <param name="Seconds">Wall time by phase.</param>
/// <param name="Split">The measured problems: <c>heldOut</c>, or <c>validation</c> where settings are chosen by them.</param>
/// <param name="Quarantined">Requests that were quarantined, and why; null if none was.</param>
public sealed record RunReport(
    string Run, long Seed, string Arm, bool UpperBound, string Problems, double Temperature,
    IReadOnlyList<IterationReport> Iterations, IReadOnlyList<BinSize> Bins,
    double? CriticF1, double? CriticHelpfulness, CriticReport? Critic,
    ReportParameters Parameters, long GeneratedTokens, PhaseSeconds Seconds, string Split = "heldOut",
    QuarantineReport? Quarantined = null)
{
    /// <summary>What pass@1 cost in entropy, and where that leads; null where too little was measured.</summary>
    public EntropyLaw? EntropyLaw => EntropyLaw.Of(Iterations);

    /// <summary>Whether entropy collapsed or blew up.</summary>
    public IReadOnlyList<EntropyAlarm> Alarms => EntropyAlarm.Of(Iterations);
}

/// <summary>One row of the report. Measures are of the row's policy on held-out problems; null where evaluation is off.</summary>
/// <param name="Iteration">0 for the base, i after i learnings.</param>
/// <param name="Policy">Hash of the policy's parameters; null if the run ended before they were published.</param>
/// <param name="PassAt">pass@k by k.</param>
/// <param name="DistinctPerProblem">Different correct solutions per problem.</param>
/// <param name="TokenEntropy">Nats per sampled token.</param>
/// <param name="Evaluation">The whole evaluation.</param>
/// <param name="PassAtChange">Difference of pass@k to the base, paired by problem.</param>
/// <param name="HeldOutByBin">pass@k per difficulty bin of the held-out problems, frozen by the base's evaluation.</param>
/// <param name="AcceptedTrajectories">Accepted in the exploration that the row's policy was learned from.</param>
/// <param name="AcceptedBySource">The same by source.</param>
/// <param name="GeneratedTokens">Tokens sampled in that exploration, critiques included.</param>
/// <param name="CritiqueTokens">The critiques' part of them.</param>
/// <param name="Tail">Per difficulty bin: the share of what was trained on, and the coverage of that exploration.</param>
/// <param name="TailIndex">Hardest bin's share of the trajectories that were trained on ÷ its share in the first iteration.</param>
/// <param name="Exploration">Further counts of that exploration; null for the base.</param>
/// <param name="Learning">What the learner did; null for the base or while it has not published.</param>
/// <param name="Seconds">Wall time of the iteration, where it was taken.</param>
/// <param name="Critic">How good the critic is; null where there is none.</param>
public sealed record IterationReport(
    int Iteration, string? Policy, IReadOnlyDictionary<int, double> PassAt, double? DistinctPerProblem, double? TokenEntropy,
    EvaluationSummary? Evaluation, IReadOnlyDictionary<int, Change> PassAtChange, IReadOnlyList<GroupPassAt> HeldOutByBin,
    int AcceptedTrajectories, IReadOnlyDictionary<string, int> AcceptedBySource, long GeneratedTokens, long CritiqueTokens,
    IReadOnlyList<BinCoverage> Tail, double? TailIndex,
    ExplorationCounts? Exploration, LearningReport? Learning, PhaseSeconds? Seconds, IterationCritic? Critic = null);

/// <summary>The critic in one row. As with the policy: how well it judges is of the row's version, how it helped of the exploration before it.</summary>
/// <param name="Version">Step of its version: the row's number where it learns, else always the same; -1 for the exact critic.</param>
/// <param name="F1">See <see cref="CriticReport.F1"/>; over right and wrong attempts of the base's evaluation, the same for every version.</param>
/// <param name="AccuracyWithError">Share of attempts with a wrong step where the first of them was named exactly.</param>
/// <param name="AccuracyWithoutError">Share of right attempts in which no step was called wrong.</param>
/// <param name="Helpfulness">Share of the row's refinements with a right answer, after critiques of the version before; null without refinements.</param>
/// <param name="Refinements">How many there were.</param>
/// <param name="Learning">What made the version; null where the critic does not learn.</param>
public sealed record IterationCritic(
    int Version, double? F1, double? AccuracyWithError, double? AccuracyWithoutError, double? Helpfulness, int Refinements,
    CriticLearningReport? Learning = null);

/// <summary>What one iteration taught the critic.</summary>
/// <param name="Hash">Of the parameters that came out.</param>
/// <param name="Helpful">Critiques learned from because a refinement after them was accepted.</param>
/// <param name="Discriminating">Critiques of right and wrong attempts that it wrote to learn from.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Loss">Mean loss per token of the last tenth of them.</param>
/// <param name="Tokens">Unpadded tokens processed.</param>
/// <param name="WrittenTokens">Tokens sampled to write the discriminating ones; no part of the exploration's budget.</param>
/// <param name="Seconds">Time spent computing.</param>
public sealed record CriticLearningReport(
    string Hash, int Helpful, int Discriminating, int Steps, double Loss, long Tokens, long WrittenTokens, double Seconds);

/// <summary>Counts of one iteration's exploration.</summary>
/// <param name="Problems">Explored problems.</param>
/// <param name="Covered">Those with an accepted trajectory.</param>
/// <param name="Attempts">Attempts, refinements included.</param>
/// <param name="Refinements">Rewritten and continued ones.</param>
/// <param name="Critiques">Critiques.</param>
/// <param name="FirstRoundPassRate">Share of first-round attempts that are right.</param>
/// <param name="TokenEntropy">Nats per sampled token of the attempts.</param>
/// <param name="AdvantageCovariance">
/// Over the tokens of first-round attempts, mean of (A − mean A)·(log p − mean log p), A the attempt's reward less its problem's mean
/// (arXiv 2505.22617). The more it is above 0, the faster learning takes entropy away.
/// </param>
public sealed record ExplorationCounts(
    int Problems, int Covered, int Attempts, int Refinements, int Critiques, double? FirstRoundPassRate, double TokenEntropy, double? AdvantageCovariance = null);

/// <summary>What one iteration's learning did.</summary>
/// <param name="Trajectories">Trained on, by source (accumulated and capped as the recipe says).</param>
/// <param name="SupervisedExamples">Original supervised examples mixed in.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Loss">Mean loss per token of the last tenth of them.</param>
/// <param name="Tokens">Unpadded tokens processed.</param>
/// <param name="Seconds">Time spent computing.</param>
public sealed record LearningReport(
    IReadOnlyDictionary<string, int> Trajectories, int SupervisedExamples, int Steps, double Loss, long Tokens, double Seconds)
{
    /// <summary>The name of a source in reports.</summary>
    public static string NameOf(AttemptSource source) => source switch
    {
        AttemptSource.Sampled => "sampled",
        AttemptSource.Rewritten => "rewritten",
        _ => "continued",
    };
}
