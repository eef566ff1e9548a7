using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the value that a solution without any mark ends with.</summary>
internal static partial class LastValue
{
    /// <summary>The last formula of the last sentence that has a formula or a number, else that sentence's last number; null without either.</summary>
    public static string? Find(string text)
    {
        foreach (var sentence in SentenceEnd().Split(text).Reverse())
        {
            if (Formulas.Last(sentence) is { } formula)
                return formula;
            if (Number().Matches(sentence) is [.., var last])
                return Signed(sentence, last);
        }
        return Letter().Match(text) is { Success: true } letter ? letter.Groups["letter"].Value : null;
    }

    /// <summary>The number that a text begins with, behind signs and currency; null if it begins with none.</summary>
    public static string? Leading(string text)
    {
        var match = Number().Match(text);
        return match.Success && text[..match.Index].All(c => c is '-' or '$' or '\\' or ' ' or '+' or '*') ? Signed(text, match) : null;
    }

    /// <summary>A minus sign belongs to the number unless something stands before it that is subtracted from.</summary>
    private static string Signed(string text, Match number)
    {
        var at = number.Index - 1;
        while (at >= 0 && text[at] is '$' or '\\')
            at--;
        if (at < 0 || text[at] != '-')
            return number.Value;
        var before = at - 1;
        var isSpaced = before >= 0 && text[before] == ' ';
        while (before >= 0 && text[before] == ' ')
            before--;
        var isOperand = before >= 0 && (char.IsAsciiDigit(text[before]) || text[before] is ')' or '%' || (!isSpaced && char.IsAsciiLetter(text[before])));
        return isOperand ? number.Value : "-" + number.Value;
    }

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z\\$*(])|\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<![0-9A-Za-z.])(?:[0-9]+ [0-9]+/[0-9]+|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))(?:[eE][-+]?[0-9]+(?![0-9A-Za-z])|\s*(?:x|\*|\\times|\\cdot)\s*10\^\{?-?[0-9]+\}?)?(?:\s*/\s*[0-9]+)?%?)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:option|choice)\s+\(?(?<letter>[A-J])\)?(?![A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.RightToLeft | RegexOptions.IgnoreCase)]
    private static partial Regex Letter();
}
