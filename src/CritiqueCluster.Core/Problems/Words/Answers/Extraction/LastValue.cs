using System.Buffers;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the value that a solution without any mark ends with.</summary>
internal static partial class LastValue
{
    private static readonly SearchValues<char> Operators = SearchValues.Create("^_\\√π=<>≤≥±:+*/([{");

    /// <summary>The last formula of the last sentence that has a formula or a number, else that sentence's last number; null without either.</summary>
    public static string? Find(string text)
    {
        foreach (var sentence in SentenceEnd().Split(text).Reverse())
        {
            if (Formulas.Last(sentence) is { } formula)
                return formula;
            if (Number().Matches(sentence) is [.., var last])
                return Expression(sentence, last) ?? Signed(sentence, last);
        }
        if (Bold().Matches(text) is [.., var bold])
            return bold.Groups["inside"].Value.TrimEnd('.', ',');
        return Letter().Match(text) is { Success: true } letter ? letter.Groups["letter"].Value : null;
    }

    /// <summary>
    /// The expression, tuple or measure that a number is a part of, in the words around it: <c>3 + 5i</c>, <c>(3, 5)</c>, <c>50 cm^2</c>; null if
    /// it stands alone.
    /// </summary>
    private static string? Expression(string sentence, Match number)
    {
        var words = Word().Matches(sentence).ToList();
        var at = words.FindIndex(w => w.Index <= number.Index && number.Index < w.Index + w.Length);
        var (first, last) = (at, at);
        while (first > 0 && IsMathematics(words[first - 1].Value))
            first--;
        while (last < words.Count - 1 && (IsMathematics(words[last + 1].Value) || words[last + 1].Value is "AM" or "PM"))
            last++;
        var expression = sentence[words[first].Index..(words[last].Index + words[last].Length)].Trim().TrimEnd('.', ',', ';', ':', '!', '?', '*').TrimStart('*', ':');
        if (expression == number.Value || !IsJoined(expression))
            return null;
        return LeadingAnswer.Whole(expression);
    }

    /// <summary>Whether there is more to it than a sign or currency.</summary>
    private static bool IsJoined(string expression) => expression[0] == '-' || expression.AsSpan().ContainsAny(Operators) || expression.Contains(" - ", StringComparison.Ordinal) || Imaginary().IsMatch(expression);

    private static bool IsMathematics(string word) => Mathematical().IsMatch(word);

    /// <summary>The number that a text begins with, behind signs and currency; null if it begins with none.</summary>
    public static string? Leading(string text)
    {
        var match = Number().Match(text);
        return match.Success && text[..match.Index].All(c => c is '-' or '$' or '\\' or ' ' or '+' or '*') ? Signed(text, match) : null;
    }

    /// <summary>A minus sign belongs to the number unless something stands before it that is subtracted from.</summary>
    private static string Signed(string text, Match number)
    {
        if (NegativeWord().IsMatch(text[..number.Index]))
            return "-" + number.Value;
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

    [GeneratedRegex(@"\b(?:negative|minus)\s+$", RegexOptions.IgnoreCase)]
    private static partial Regex NegativeWord();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    /// <summary>Numbers, operators, single letters, LaTeX, and units with an exponent.</summary>
    [GeneratedRegex(@"^(?:[-+*/=<>≤≥±≠^_|(){}\[\],.0-9%√π°!∞]*(?:(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\\[A-Za-z]+|(?:cm|mm|km|m|kg|s)\^?\{?[0-9]?\}?)?[-+*/=<>≤≥±≠^_|(){}\[\],.0-9%√π°!∞]*)+$")]
    private static partial Regex Mathematical();

    [GeneratedRegex(@"[0-9][A-Za-z]\b")]
    private static partial Regex Imaginary();

    [GeneratedRegex(@"\*\*(?<inside>[A-Za-z][A-Za-z ]{0,30})\.?\*\*", RegexOptions.ExplicitCapture)]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z\\$*(])|\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<![0-9A-Za-z.])(?:[0-9]+ [0-9]+/[0-9]+|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))(?:[eE][-+]?[0-9]+(?![0-9A-Za-z])|\s*(?:x|\*|\\times|\\cdot)\s*10\^\{?-?[0-9]+\}?)?(?:\s*/\s*[0-9]+)?%?)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:option|choice)(?:\s+is)?\s*:?\s+\(?(?<letter>[A-J])\)?(?![A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.RightToLeft | RegexOptions.IgnoreCase)]
    private static partial Regex Letter();
}
