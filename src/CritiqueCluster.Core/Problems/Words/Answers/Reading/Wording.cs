using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Puts into signs what an answer says in words: <c>where n is an integer</c>, <c>3 to 2</c>, <c>1 out of 3</c>, <c>3rd</c>.</summary>
internal static partial class Wording
{
    /// <summary>The answer with signs for the words that are known.</summary>
    public static string InSigns(string text)
    {
        if (text.StartsWith(@"\left]", StringComparison.Ordinal) || text.EndsWith(@"\right[", StringComparison.Ordinal))
            text = text.Replace(@"\left", "", StringComparison.Ordinal).Replace(@"\right", "", StringComparison.Ordinal);
        if (text is ['[' or ']', .., '[' or ']'])
            text = Outward().Replace(text, match => $"{(match.Value[0] == ']' ? '(' : '[')}{match.Groups["inside"].Value}{(match.Value[^1] == '[' ? ')' : ']')}");
        if (!text.Any(char.IsAsciiLetter))
            return text;
        if (text.Contains("integer", StringComparison.Ordinal) && Fonts().Replace(text, "${inside}").Replace("$", "", StringComparison.Ordinal) is var plain)
            text = IsInteger().Replace(ForIntegers().Replace(plain, @", ${name} \in \mathbb{Z}"), @", ${name} \in \mathbb{Z}") is var family && family != plain ? family : text;
        text = Share().Replace(Ratio().Replace(text, "${a}:${b}"), "${a}/${b}");
        return Ordinal().Replace(text, "");
    }

    [GeneratedRegex(@"\\(?:text|textbf|textrm|mathrm|mbox)\s*\{(?<inside>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Fonts();

    [GeneratedRegex(@"\s*[,;(]?\s*(?:where|with|for|and)?\s*(?<name>[A-Za-z])\s+(?:is|being)\s+(?:an?|any|some)\s+(?:arbitrary\s+)?integer[.)\s]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex IsInteger();

    [GeneratedRegex(@"\s*[,;(]?\s*(?:where|with|for)\s+(?:any|all|every|each|some)?\s*integers?\s+(?<name>[A-Za-z])[.)\s]*$", RegexOptions.ExplicitCapture)]
    private static partial Regex ForIntegers();

    [GeneratedRegex(@"^\s*(?<a>[0-9]+)\s+to\s+(?<b>[0-9]+)\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ratio();

    [GeneratedRegex(@"^\s*(?<a>[0-9]+)\s+(?:out of|in)\s+(?:every\s+)?(?<b>[0-9]+)\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Share();

    [GeneratedRegex(@"(?<=[0-9])(?:(?:st|nd|rd|th)\b|\s*\^\s*\{?\s*\\(?:text|textrm|mathrm)\s*\{\s*(?:st|nd|rd|th)\s*\}\s*\}?)(?=[\s.$}]*$)")]
    private static partial Regex Ordinal();

    /// <summary>An interval whose open ends are brackets that are turned outward: <c>]1, 3]</c>.</summary>
    [GeneratedRegex(@"^(?:\](?<inside>[^\[\]]*)[\[\]]|\[(?<inside>[^\[\]]*)\[)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Outward();
}
