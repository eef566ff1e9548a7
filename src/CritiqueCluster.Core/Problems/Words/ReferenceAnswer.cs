using CritiqueCluster.Core.Problems.Words.Answers.Extraction;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Finds a problem's answer and its reference solution in the fields of a data set.</summary>
internal static class ReferenceAnswer
{
    private const string Mark = "####";
    private const string WayOut = "put '#### ' before the answer, or put the answer alone into the field";

    /// <summary>
    /// The answer is what a working marks with <c>####</c> or <c>\boxed{}</c>, or a bare answer. An answer is never taken from an
    /// unmarked working: its last number may be anything.
    /// </summary>
    /// <param name="written">The answer field: a bare answer, or a working; null if the line has none.</param>
    /// <param name="solution">The solution field: a working; null if the line has none.</param>
    /// <exception cref="FormatException">Says why there is no answer.</exception>
    public static (string Answer, string? Solution) Of(string? written, string? solution)
    {
        if (written is null)
            return solution is null
                ? throw new FormatException("it has no answer: neither answer nor target nor solution")
                : (Marked(solution) ?? throw new FormatException("it has no answer: no '#### x' and no \\boxed{x} in the solution"), solution.Trim());
        if (Marked(written) is { } marked)
            return (marked, written.Contains(Mark, StringComparison.Ordinal) ? written.Trim() : solution?.Trim() ?? Working(written));
        if (UnmarkedWorking.Sign(written) is { } sign)
            throw new FormatException($"it has no answer: its answer field is a working without '#### x' or \\boxed{{x}} ({sign}): {WayOut}");
        return (written.Trim(), solution?.Trim());
    }

    /// <summary>Whether the last line that is not blank is the mark with an answer behind it.</summary>
    public static bool EndsWithMark(string written) =>
        written.TrimEnd().Split('\n')[^1].TrimStart() is var last && last.StartsWith(Mark, StringComparison.Ordinal) && last.Length > Mark.Length;

    /// <summary>A text with a box, unless there is nothing but the box.</summary>
    private static string? Working(string written) =>
        written.Trim(' ', '$', '.') == $"\\boxed{{{AnswerExtraction.LastBoxed(written)}}}" ? null : written.Trim();

    /// <summary>Finds the answer that a working marks; null if it has no mark.</summary>
    private static string? Marked(string working)
    {
        var mark = working.LastIndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0 && string.IsNullOrWhiteSpace(working[(mark + Mark.Length)..].Split('\n')[0]))
            throw new FormatException($"it has no answer: nothing follows its last '{Mark}'");
        if (mark < 0 && !AnswerExtraction.HasBox(working))
            return null;
        return AnswerExtraction.Extract(working)?.Trim() is { Length: > 0 } answer
            ? answer
            : throw new FormatException("it has no answer: its last \\boxed{} is empty");
    }
}
