using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the last boxes of a solution, with a sign before the box or a factor behind it: <c>-\boxed{5}</c>, <c>\boxed{5}\pi</c>.</summary>
internal static partial class BoxedFormula
{
    /// <summary>The answer in the last boxes; null if there is none, or if the box is a part of a formula, or the words beside it deny it.</summary>
    public static string? Last(string text)
    {
        if (Boxes.Last(text) is not { } content)
            return null;
        var box = Box().Matches(text).LastOrDefault(m => m.Groups["inside"].Value.Trim() == content);
        if (box is null)
            return content;
        var (before, end) = (text[..box.Index], box.Index + box.Length);
        if (IsPart().IsMatch(before) || IsOperand().IsMatch(before) || Denied().IsMatch(before) || IsPartBehind().IsMatch(text, end) || DeniedBehind().IsMatch(text, end) || Qualifiers.AreBehind(text, end + Closing().Match(text, end).Length))
            return null;
        if (Bracket().IsMatch(before) && Item().IsMatch(text, end))
            return null;
        var sign = Minus().IsMatch(before) ? "-" : BothSigns().IsMatch(before) ? @"\pm " : "";
        var behind = Factor().Match(text, end);
        return sign.Length > 0 || behind.Success ? $"{sign}({content}){behind.Value}" : content;
    }

    [GeneratedRegex(@"\\boxed\s*\{(?<inside>(?:[^{}]|\{[^{}]*\})*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Box();

    [GeneratedRegex(@"(?:\\(?:[dtc]?frac|sqrt|binom|overline)\s*(?:\[[^\]]*\]|\{[^{}$]*\})?\s*|[\^_]\s*)\{[^{}$\n]*$|\\begin\{[A-Za-z]*matrix\}(?:(?!\\end)[^$])*$")]
    private static partial Regex IsPart();

    /// <summary>Something before the box that is added to it, multiplied by it, or a function of it.</summary>
    [GeneratedRegex(@"(?:(?:[0-9)\]}]|(?<![A-Za-z])[A-Za-z])\s*(?:[-+*/^]|\\(?:cdot|times|div|pm)(?![a-z]))\s*|\\(?:log|ln|lg|sin|cos|tan|cot|exp|max|min|gcd)(?:_\{?[0-9a-z]+\}?)?\s*|\\sqrt\{[^{}]*\}\s*|\\[dt]?frac(?:\{[^{}]*\}\{[^{}]*\}|[0-9]{2})\s*|\\pi\s*|(?<=[0-9])|(?<=[0-9]\.))(?:\\left)?\(?\s?$(?<![0-9]\.?\s)|\|\s*$")]
    private static partial Regex IsOperand();

    /// <summary>The base of a power, the first digits of a number, a percentage of something: <c>(\boxed{3})^2</c>, <c>\boxed{1}\frac12</c>, <c>\boxed{5}000</c>.</summary>
    [GeneratedRegex(@"\G\.?[0-9]|\G\s*\\?%[\s$]*of\b|\G[\s$]*or\s+[-$]*[0-9]|\G\s*\\[dt]?frac|\G\s*(?:\\right)?[)\]]\s*\^")]
    private static partial Regex IsPartBehind();

    [GeneratedRegex(@"(?:\\(?:ne|neq)|≠|\b(?:not|never)(?:\s+(?:be|equal|equal to))?|n't(?:\s+be)?)[\s:*$]*(?:\\[(\[]\s*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\G[\s$*]*(?:\\[)\]]\s*)?(?:is|was)\s+(?:wrong|incorrect|false|not\s+(?:correct|right|the\b|possible|valid))", RegexOptions.IgnoreCase)]
    private static partial Regex DeniedBehind();

    /// <summary>The beginning of a tuple or set whose first item is boxed.</summary>
    [GeneratedRegex(@"[(\[{]\s*$")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"\G\s*,\s*-?(?:[0-9]|[a-z]\b|\\)")]
    private static partial Regex Item();

    [GeneratedRegex(@"\G[\s$*]*(?:\\[)\]])?")]
    private static partial Regex Closing();

    [GeneratedRegex(@"(?:^|[=$(\[{\s:])(?:\\pm|±)\s*$")]
    private static partial Regex BothSigns();

    /// <summary>A minus sign that nothing is before that it could be subtracted from.</summary>
    [GeneratedRegex(@"(?:^|[=$(\[{\s:])-\s*$")]
    private static partial Regex Minus();

    [GeneratedRegex(@"\G\s*(?:!(?=\s*\$)|\^\s*(?:\{[^{}$]*\}|[0-9]+)|\\(?:sqrt|pi|cdot|times)(?![a-z])[^$=\n.]*|_\s*(?:\{[^{}$]*\}|[0-9]+)|[a-z](?![a-z])[^$=\n.,]*|[-+*/]\s*[0-9a-z\\][^$=\n.]*)")]
    private static partial Regex Factor();
}
