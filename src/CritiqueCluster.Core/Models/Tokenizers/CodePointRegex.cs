using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>
/// Matches over code points. .NET's patterns see two surrogates, in no letter or number class, where the tokenizer's author saw one
/// letter; so each code point beyond U+FFFF is matched as a character of the same category from below it.
/// </summary>
internal static class CodePointRegex
{
    /// <summary>Begin and length, in UTF-16 units of the text, of each match in order.</summary>
    public static IEnumerable<(int Begin, int Length)> Matches(Regex pattern, string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
                yield return (match.Index, match.Length);
            yield break;
        }
        var (shadow, positions) = Shadow(text);
        for (var match = pattern.Match(shadow); match.Success; match = match.NextMatch())
            yield return (positions[match.Index], positions[match.Index + match.Length] - positions[match.Index]);
    }

    private static (string Shadow, List<int> Positions) Shadow(string text)
    {
        var shadow = new StringBuilder(text.Length);
        var positions = new List<int>(text.Length + 1);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            positions.Add(at);
            shadow.Append(rune.IsBmp ? (char)rune.Value : Representative(Rune.GetUnicodeCategory(rune)));
            at += rune.Utf16SequenceLength;
        }
        positions.Add(at);
        return (shadow.ToString(), positions);
    }

    private static char Representative(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u00C0',
        UnicodeCategory.LowercaseLetter => '\u00E0',
        UnicodeCategory.TitlecaseLetter => '\u01C5',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => '\u4E00',
        UnicodeCategory.NonSpacingMark => '\u0300',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u0488',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u2160',
        UnicodeCategory.OtherNumber => '\u00B2',
        UnicodeCategory.Format => '\u200D',
        UnicodeCategory.OtherPunctuation => '\u00A7',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.OtherNotAssigned => '\u0378',
        _ => '\u2603', // other symbols
    };
}
