using System.Globalization;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>
/// Tells a bare answer (<c>12</c>, <c>\frac{1}{2}</c>, <c>5 hours and 20 minutes</c>, <c>Evelyn</c>, <c>(B)</c>) from a working that does
/// not mark its answer. The grader compares the whole text with a prediction, so that nothing would ever equal a working.
/// </summary>
internal static partial class UnmarkedWorking
{
    /// <summary>More words than a quantity with its units has.</summary>
    private const int MostWordsBesideNumbers = 8;

    /// <summary>More words than a name or a title has.</summary>
    private const int MostWords = 20;

    /// <summary>Returns the sign by which a text is a working; null where it is a bare answer.</summary>
    public static string? Sign(string text)
    {
        var prose = Command().Replace(text, " ");
        var words = Word().Count(prose);
        if (prose.Contains("<<", StringComparison.Ordinal))
            return "it calculates with <<…>>";
        if (Announcement().Match(prose) is { Success: true } announcement)
            return $"it says '{announcement.Value}'";
        if (prose.Split('\n').Count(line => Word().IsMatch(line)) > 1)
            return "it has several lines";
        if (Sentences().IsMatch(prose.Trim()))
            return "it has several sentences";
        if (!prose.Any(char.IsDigit))
            return words > MostWords ? Count(words) : null;
        if (SentenceWord().Match(prose) is { Success: true } word)
            return $"it says '{word.Value}' beside a number";
        return words > MostWordsBesideNumbers ? Count(words) : null;
    }

    private static string Count(int words) => string.Create(CultureInfo.InvariantCulture, $"it has {words} words");

    /// <summary>A command of LaTeX, and the name of what it begins or ends; the argument of <c>\text</c> is prose and stays.</summary>
    [GeneratedRegex(@"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+")]
    private static partial Regex Command();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex(@"\banswer\s*(?:is\b|:|=)", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();

    /// <summary>The end of a sentence and the beginning of the next. A short word before the point may be an abbreviation (St. Louis).</summary>
    [GeneratedRegex(@"(?:[0-9)$]|\p{L}{4,})[.!?]\s+\p{Lu}\p{L}*\s")]
    private static partial Regex Sentences();

    /// <summary>Words that make a sentence of numbers; a quantity has none of them.</summary>
    [GeneratedRegex(@"\b(?:is|are|was|were|has|have|had|makes?|equals?|gives?|gets?|so|thus|hence|therefore|because|since|then|we|she|he|they|there)\b", RegexOptions.IgnoreCase)]
    private static partial Regex SentenceWord();
}
