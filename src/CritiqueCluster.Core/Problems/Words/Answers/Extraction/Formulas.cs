using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds formulas in prose: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c>. A dollar sign before an amount of money opens none.</summary>
internal static partial class Formulas
{
    /// <summary>Returns the formula that a text begins with, and those that only commas and conjunctions part from it; null if it begins with none.</summary>
    public static string? Leading(string text)
    {
        var match = Formula().Match(text);
        if (!match.Success || match.Index > 0 || IsProse(match))
            return null;
        List<string> contents = [Inside(match)];
        while (match.NextMatch() is { Success: true } next && !IsProse(next) && Joins().Match(text[(match.Index + match.Length)..next.Index]) is { Success: true } join)
        {
            contents.Add(join.Groups["word"].Success ? $" {join.Groups["word"].Value} " : ", ");
            contents.Add(Inside(next));
            match = next;
        }
        var percent = text[(match.Index + match.Length)..].TrimStart();
        return string.Concat(contents) + (percent.StartsWith('%') || percent.StartsWith("\\%", StringComparison.Ordinal) ? "%" : "");
    }

    /// <summary>
    /// Returns the last formula of a text, and those joined to it; null if it has none, or if the words beside it make it no answer: <c>not $5$</c>,
    /// <c>at least $5$</c>.
    /// </summary>
    public static string? Last(string text) => Last(text, out var isQualified) is { } formula && !isQualified ? formula : null;

    /// <inheritdoc cref="Last(string)"/>
    /// <param name="text">The text.</param>
    /// <param name="isQualified">Whether the words beside the formula change what it says; it is returned all the same.</param>
    public static string? Last(string text, out bool isQualified)
    {
        isQualified = false;
        var formulas = Formula().Matches(text).Where(m => !IsProse(m) && !EndOfProof().IsMatch(m.Groups["inside"].Value) && Inside(m) is [not ('^' or '_'), ..] inside && inside.Any(char.IsLetterOrDigit)).ToList(); // "cm$^2$"
        if (formulas.Count == 0)
            return null;
        var first = formulas.Count - 1;
        while (first > 0 && Joins().IsMatch(text[(formulas[first - 1].Index + formulas[first - 1].Length)..formulas[first].Index]))
            first--;
        var last = formulas[^1];
        isQualified = Qualifiers.AreBefore(text, formulas[first].Index) || Qualifiers.AreBehind(text, last.Index + last.Length);
        return Leading(text[formulas[first].Index..]);
    }

    /// <summary>The text with line breaks inside of formulas replaced by spaces.</summary>
    public static string OnOneLine(string text) => text.Contains('\n', StringComparison.Ordinal)
        ? Formula().Replace(text, match => match.Value.ReplaceLineEndings(" "))
        : text;

    private static string Inside(Match match) => match.Groups["inside"].Value.Trim().TrimEnd('.', ',', ';', ' ');

    /// <summary>Two amounts of money with words between them are no formula.</summary>
    private static bool IsProse(Match match)
    {
        var inside = match.Groups["inside"].Value;
        return match.Value[0] == '$' && match.Value[1] != '$' && (inside.Length == 0 || char.IsWhiteSpace(inside[^1]) || Words().IsMatch(inside));
    }

    [GeneratedRegex(@"\$\$(?<inside>.+?)\$\$|\$(?<inside>[^$\n]+?)(?<!\\)\$|\\\((?<inside>.+?)\\\)|\\\[(?<inside>.+?)\\\]", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Formula();

    [GeneratedRegex(@"^\s*\\(?:blacksquare|square|Box|qed|qquad|quad)\s*$")]
    private static partial Regex EndOfProof();

    [GeneratedRegex(@"^\s*,?\s*(?<word>and|or)?\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Joins();

    [GeneratedRegex(@"^[0-9][^\\]*\s[a-z]{2,}\s")]
    private static partial Regex Words();
}
