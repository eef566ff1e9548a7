namespace CritiqueCluster.Core.Comparison;

/// <summary>What a comparison gives; <c>report.json</c> is this record.</summary>
/// <param name="Name">The comparison's name.</param>
/// <param name="Problems">The problems' source.</param>
/// <param name="TokenBudget">Generated tokens that each run may explore with, critiques included.</param>
/// <param name="Arms">By name, in the order in which they were asked for.</param>
/// <param name="Pairs">Differences of the final values, paired by seed.</param>
/// <param name="Verdict">The numbers in plain words, a line for each arm and control.</param>
/// <param name="Warnings">What a reader must know before believing it.</param>
public sealed record ComparisonReport(
    string Name, string Problems, long TokenBudget, IReadOnlyDictionary<string, ArmReport> Arms, IReadOnlyList<ArmDifference> Pairs,
    string Verdict, IReadOnlyList<string> Warnings);

/// <summary>One arm over its seeds.</summary>
/// <param name="Seeds">Its seeds, ascending.</param>
/// <param name="UpperBound">Its critiques come from the exact critic: what it shows is no method's result.</param>
/// <param name="Final">The measures after the last iteration.</param>
/// <param name="Iterations">The measures of each row, the base first.</param>
/// <param name="GeneratedTokens">Tokens that a run explored with, critiques included: what arms have equal.</param>
/// <param name="CritiqueTokens">The critiques' part of them.</param>
/// <param name="EvaluationTokens">Tokens that measuring took beside them.</param>
/// <param name="Seconds">Wall time of a run.</param>
/// <param name="PredictedCeiling">pass@1 with all entropy spent, by each run's fitted entropy law; null where too little was measured.</param>
/// <param name="CriticF1">The critic's F1; null without critiques.</param>
/// <param name="CriticHelpfulness">Share of refinements with a right answer; null without critiques.</param>
public sealed record ArmReport(
    IReadOnlyList<long> Seeds, bool UpperBound, MeasuredValues Final, IReadOnlyList<MeasuredRow> Iterations,
    Estimate GeneratedTokens, Estimate CritiqueTokens, Estimate EvaluationTokens, Estimate Seconds,
    Estimate? PredictedCeiling, Estimate? CriticF1, Estimate? CriticHelpfulness);

/// <summary>The measures of an arm after some learnings.</summary>
public sealed record MeasuredRow(int Iteration, MeasuredValues Values);

/// <summary>The measures of an arm at one moment, over its seeds; what was not measured is null or missing.</summary>
/// <param name="PassAt">pass@k of the held-out problems by k.</param>
/// <param name="HardPassAt">The same of those that the base's evaluation never solved.</param>
/// <param name="HardCoverage">Share of the training problems that the base's first attempts never solved with an accepted trajectory.</param>
/// <param name="DistinctPerProblem">Different correct solutions per held-out problem.</param>
/// <param name="TokenEntropy">Nats per sampled token.</param>
/// <param name="AnswerEntropy">Nats, of a problem's final answers.</param>
/// <param name="AdvantageCovariance">Of log-probability and advantage in the exploration before it: how fast learning takes entropy away.</param>
/// <param name="TailIndex">Hardest bin's share of the trajectories that were trained on ÷ its share in the first iteration.</param>
/// <param name="ByBin">By difficulty bin, frozen by the base.</param>
public sealed record MeasuredValues(
    IReadOnlyDictionary<int, Estimate> PassAt, IReadOnlyDictionary<int, Estimate> HardPassAt, Estimate? HardCoverage,
    Estimate? DistinctPerProblem, Estimate? TokenEntropy, Estimate? AnswerEntropy, Estimate? AdvantageCovariance, Estimate? TailIndex,
    IReadOnlyDictionary<string, BinValues> ByBin);

/// <summary>One difficulty bin.</summary>
/// <param name="PassAt">pass@k of the bin's held-out problems by k.</param>
/// <param name="Coverage">Share of the bin's training problems with an accepted trajectory.</param>
public sealed record BinValues(IReadOnlyDictionary<int, Estimate> PassAt, Estimate? Coverage);

/// <summary>How two arms differ, paired by seed.</summary>
/// <param name="A">The arm.</param>
/// <param name="B">What it is compared with.</param>
/// <param name="Measure">By <see cref="Comparison.Measure.Name"/>.</param>
/// <param name="Difference">A − B, mean over the seeds that both have.</param>
/// <param name="Low">Lower end of the 95 % interval over seeds; null for a single seed.</param>
/// <param name="High">Upper end.</param>
/// <param name="Seeds">How many seeds both have.</param>
public sealed record ArmDifference(string A, string B, string Measure, double Difference, double? Low, double? High, int Seeds)
{
    /// <summary>Two seeds that happen to agree give an interval of no width: no effect is told from fewer than three.</summary>
    public const int FewestSeeds = 3;

    /// <summary>Whether there are seeds enough and the interval lies on one side of zero.</summary>
    public bool ExcludesZero => Seeds >= FewestSeeds && (Low > 0 || High < 0);
}
