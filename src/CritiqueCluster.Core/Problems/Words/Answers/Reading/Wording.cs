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
        if (text.Contains(@"\left\{", StringComparison.Ordinal))
            text = LeftBrace().Replace(text, @"\begin{cases}${rows}\end{cases}");
        if (text.Contains('\\', StringComparison.Ordinal) && Relation().IsMatch(text))
            text = ForDomain().Replace(And().Replace(Or().Replace(text, @"\text{ or }"), @"\text{ and }"), ", ");
        if (text.Contains('U', StringComparison.Ordinal))
            text = Union().Replace(text, @" \cup ");
        if (text.Contains("cent", StringComparison.Ordinal))
            text = Cents().Replace(text, match => $"{match.Groups["dollars"].Value}.{match.Groups["cents"].Value.PadLeft(2, '0')}");
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

    /// <summary>Equations below each other behind one brace.</summary>
    [GeneratedRegex(@"\\left\\\{\s*\\begin\{(?<kind>array|matrix|aligned|cases)\}(?:\{[^{}]*\})?(?<rows>(?:(?!\\begin|\\end).)*)\\end\{\k<kind>\}\s*\\right\s?\.", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex LeftBrace();

    [GeneratedRegex(@"[<>=≤≥≠∈]|\\(?:l|g|n|le|ge|ne|leq|geq|neq|lt|gt|leqslant|geqslant|in)(?![a-z])")]
    private static partial Regex Relation();

    [GeneratedRegex(@"\\(?:lor|vee)(?![A-Za-z])")]
    private static partial Regex Or();

    [GeneratedRegex(@"\\(?:land|wedge)(?![A-Za-z])")]
    private static partial Regex And();

    /// <summary>Words before the domain of a parameter: <c>\text{ for } n \in \mathbb{Z}</c>.</summary>
    [GeneratedRegex(@"\s*[,;]?\s*(?:\\text(?:rm)?\{\s*,?\s*(?:for|where|with)(?:\s+(?:all|any|some|every|each))?\s*\}|\b(?:for|where|with)(?:\s+(?:all|any|some|every|each))?\s)\s*\$?(?=[a-z]\s*\\in(?![a-z]))")]
    private static partial Regex ForDomain();

    /// <summary>A capital U between two intervals.</summary>
    [GeneratedRegex(@"(?<=[)\]])\s*U\s*(?=[(\[])")]
    private static partial Regex Union();

    [GeneratedRegex(@"(?<dollars>[0-9]+)\s+dollars?,?\s+(?:and\s+)?(?<cents>[0-9]{1,2})\s+cents?(?=[\s.]*$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Cents();

    [GeneratedRegex(@"^\s*(?<a>[0-9]+)\s*(?:\bto\b|\\text\s*\{\s*to\s*\})\s*(?<b>[0-9]+)\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Ratio();

    [GeneratedRegex(@"^\s*(?<a>[0-9]+)\s+(?:out of|in)\s+(?:every\s+)?(?<b>[0-9]+)\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Share();

    [GeneratedRegex(@"(?<=[0-9])(?:(?:st|nd|rd|th)\b|\s*\^\s*\{?\s*\\(?:text|textrm|mathrm)\s*\{\s*(?:st|nd|rd|th)\s*\}\s*\}?)(?=[\s.$}]*$)")]
    private static partial Regex Ordinal();

    /// <summary>An interval whose open ends are brackets that are turned outward: <c>]1, 3]</c>.</summary>
    [GeneratedRegex(@"^(?:\](?<inside>[^\[\]]*)[\[\]]|\[(?<inside>[^\[\]]*)\[)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Outward();
}
