using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the last boxes of a solution, with a sign before the box or a factor behind it: <c>-\boxed{5}</c>, <c>\boxed{5}\pi</c>.</summary>
internal static partial class BoxedFormula
{
    /// <summary>The answer in the last boxes; null if there is none, or if the box is a part of a fraction, root or exponent.</summary>
    public static string? Last(string text)
    {
        if (Boxes.Last(text) is not { } content)
            return null;
        var box = Box().Matches(text).LastOrDefault(m => m.Groups["inside"].Value.Trim() == content);
        if (box is null)
            return content;
        if (IsPart().IsMatch(text[..box.Index]))
            return null;
        var isNegative = Minus().IsMatch(text[..box.Index]);
        var behind = Factor().Match(text, box.Index + box.Length);
        return isNegative || behind.Success ? $"{(isNegative ? "-" : "")}({content}){behind.Value}" : content;
    }

    [GeneratedRegex(@"\\boxed\s*\{(?<inside>(?:[^{}]|\{[^{}]*\})*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Box();

    [GeneratedRegex(@"(?:\\(?:[dtc]?frac|sqrt|binom)\s*(?:\[[^\]]*\]|\{[^{}$]*\})?\s*|[\^_]\s*)\{[^{}$\n]*$")]
    private static partial Regex IsPart();

    /// <summary>A minus sign that nothing is before that it could be subtracted from.</summary>
    [GeneratedRegex(@"(?:^|[=$(\[{\s:])-\s*$")]
    private static partial Regex Minus();

    [GeneratedRegex(@"\G\s*(?:\^\s*(?:\{[^{}$]*\}|[0-9]+)|\\(?:sqrt|pi|cdot|times)(?![a-z])[^$=\n.]*|[a-z](?![a-z])[^$=\n.,]*|[-+*/]\s*[0-9a-z\\][^$=\n.]*)")]
    private static partial Regex Factor();
}
