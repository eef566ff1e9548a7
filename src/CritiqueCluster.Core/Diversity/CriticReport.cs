namespace CritiqueCluster.Core.Diversity;

/// <summary>What the run's critiques were worth.</summary>
/// <param name="Exact">The exact critic wrote them: an upper bound, not a method.</param>
/// <param name="Critiques">Critiques judged.</param>
/// <param name="Unreadable">Those that could not be parsed; they count as wrong.</param>
/// <param name="WithError">Judged attempts that have a wrong step.</param>
/// <param name="AccuracyWithError">Share of these where the first wrong step was named exactly.</param>
/// <param name="WithoutError">Judged attempts that are right in every step and in the answer.</param>
/// <param name="AccuracyWithoutError">Share of these where no step was called wrong.</param>
/// <param name="F1">Harmonic mean of the two accuracies (ProcessBench, arXiv 2412.06559).</param>
/// <param name="AnswerAccuracy">Share of critiques whose verdict on the final answer is right.</param>
/// <param name="Refinements">Refinements made after a critique.</param>
/// <param name="Helpfulness">Share of them with a right answer.</param>
/// <param name="HelpfulnessInterval">Its 95 % Wilson interval.</param>
/// <param name="AcceptedRefinements">Share of them that also passed the filter (no shortcut, no duplicate).</param>
/// <param name="Resampling">
/// The expected rate of the same number of fresh samples of the same problems, weighted by refinements: measured by first-round
/// attempts that had no part in sorting their problem (<see cref="FreshSamples"/>). Null where there is no such attempt. Reports of earlier
/// programs counted the attempts by which the problems were chosen: too low.
/// </param>
/// <param name="AfterRightCritique">Helpfulness where the critique named the first wrong step exactly.</param>
/// <param name="AfterWrongCritique">Helpfulness where it did not.</param>
public sealed record CriticReport(
    bool Exact, int Critiques, int Unreadable,
    int WithError, double? AccuracyWithError, int WithoutError, double? AccuracyWithoutError, double? F1, double? AnswerAccuracy,
    int Refinements, double? Helpfulness, Interval? HelpfulnessInterval, double? AcceptedRefinements, double? Resampling,
    double? AfterRightCritique, double? AfterWrongCritique);
