using CritiqueCluster.Core.Problems.Words.Answers.Extraction;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>The verdict on an answer and what it rests on.</summary>
/// <param name="Equal">Whether both answers say the same.</param>
/// <param name="Rule">The rule that decided, in a few words.</param>
/// <param name="GoldForm">The reference as it was understood; null if there is none.</param>
/// <param name="PredictionForm">The prediction as it was understood; null if there is none.</param>
/// <param name="Extracted">The answer that was found in a solution; null if there is none, or where a bare answer was compared.</param>
public sealed record AnswerGrade(bool Equal, string Rule, string? GoldForm, string? PredictionForm, ExtractedAnswer? Extracted = null);
