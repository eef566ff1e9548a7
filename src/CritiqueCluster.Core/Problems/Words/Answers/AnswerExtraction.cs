using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>Finds the final answer in the text of a solution.</summary>
public static partial class AnswerExtraction
{
    private const string Box = "\\boxed";

    /// <summary>
    /// What follows the last <c>####</c>; else what the last <c>\boxed{}</c> holds; else what follows the last "the answer is"; else
    /// the last number. Null if there is nothing of the kind.
    /// </summary>
    public static string? Extract(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        var text = CalculatorMarks.Remove(solution);
        return AfterMark(text) ?? LastBoxed(text) ?? Last(Announced().Matches(text)) ?? Last(Number().Matches(text));
    }

    /// <summary>What the last <c>\boxed{}</c> holds, with balanced braces; null if there is none.</summary>
    public static string? LastBoxed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var box = text.LastIndexOf(Box, StringComparison.Ordinal);
        var open = box < 0 ? -1 : text.IndexOf('{', box);
        if (open < 0 || text[(box + Box.Length)..open].Trim().Length > 0)
            return null;
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
                return text[(open + 1)..i].Trim();
        }
        return null;
    }

    private static string? AfterMark(string text)
    {
        var mark = text.LastIndexOf("####", StringComparison.Ordinal);
        return mark < 0 ? null : NotEmpty(text[(mark + 4)..].Split('\n')[0]);
    }

    private static string? Last(MatchCollection matches) =>
        matches.Count == 0 ? null : NotEmpty(matches[^1].Groups["answer"].Value.TrimEnd('.', ' ', ','));

    private static string? NotEmpty(string text) => text.Trim() is { Length: > 0 } answer ? answer : null;

    [GeneratedRegex(@"\banswer(?: is|:)\s*:?\s*(?<answer>[^\n]+?)(?=\.?\s*(?:\n|$)|\.\s+[A-Z])", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Announced();

    [GeneratedRegex(@"(?<answer>(?<![0-9A-Za-z.])-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))(?:\s*/\s*[0-9]+)?%?)", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
