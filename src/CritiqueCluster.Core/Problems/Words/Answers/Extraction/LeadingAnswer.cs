using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the answer that a text begins with: a formula, a number with its unit, a choice, or a few words; prose may follow.</summary>
internal static partial class LeadingAnswer
{
    private const int LongestPhrase = 400;
    private const int MostWords = 4;
    private const int MostWholeWords = 6;

    private static readonly HashSet<string> NoAnswers =
        ["correct", "right", "wrong", "clear", "obvious", "given", "found", "shown", "unique", "unknown", "below", "above", "as follows", "not", "the", "a", "an"];

    /// <summary>The answer; null if the text begins with none.</summary>
    /// <param name="text">What follows a mark.</param>
    /// <param name="asText">Whether a few words are an answer, too.</param>
    public static string? Of(string text, bool asText)
    {
        text = Filler().Replace(text.TrimStart().TrimStart('*', '_', '`', ' ', ':'), "");
        if (Formulas.Leading(text) is { } formula)
            return formula;
        var phrase = SentenceEnd().Split(text, 2)[0].Trim().TrimEnd('.', ',', ';', '*', '_', '`', ' ', '!');
        if (phrase.Length is 0 or > LongestPhrase)
            return null;
        if (Remark().Match(phrase) is { Success: true, Index: > 0 } remark && IsReadable(phrase[..remark.Index]))
            return phrase[..remark.Index].Trim();
        if (IsReadable(phrase))
            return phrase;
        if (Bound().IsMatch(phrase))
            return null; // "100 or more"
        foreach (Match cut in Prose().Matches(phrase))
            if (IsReadable(phrase[..cut.Index]))
                return phrase[..cut.Index].Trim().TrimEnd('*', '_', '`');
        if (LastValue.Leading(phrase) is { } number)
            return number;
        if (Formulas.Last(phrase) is { } inside)
            return inside;
        if (asText && YesOrNo().Match(phrase) is { Success: true } plain)
            return plain.Value;
        return asText && IsShort(phrase) ? phrase : null;
    }

    /// <summary>The whole text, if it is one answer on one line and nothing else: of a calculation, its result.</summary>
    public static string? Whole(string text)
    {
        text = text.Trim();
        if (text.Length > LongestPhrase || HasLines(text) || ListItem().IsMatch(text) || !IsReadable(text))
            return null;
        var result = text.LastIndexOf('=');
        return result > 0 && AnswerReader.Read(text)[0] is EquationForm equation && !Arithmetic.ExpressionEquality.HasVariable(equation.Left)
            && !Arithmetic.ExpressionEquality.HasVariable(equation.Right)
            ? text[(result + 1)..].Trim().TrimEnd('.')
            : text;
    }

    /// <summary>The whole text, if it is a few words on one line and no sentence.</summary>
    public static string? WholeText(string text)
    {
        text = text.Trim();
        return text.Length is > 0 and <= LongestPhrase && !HasLines(text) && !text.EndsWith('.') && text.Split(' ').Length <= MostWholeWords ? text : null;
    }

    /// <summary>The whole text, if it is a formula on one line that cannot be read: a number in it is no answer.</summary>
    public static string? Unread(string text)
    {
        text = text.Trim();
        if (text.Length is 0 or > LongestPhrase || HasLines(text) || !Structure().IsMatch(text) || text.Count(c => c == '$') > 2)
            return null;
        var words = Run().Matches(Commands().Replace(text, " ")).Select(m => m.Value);
        return words.All(w => w is not ("is" or "it" or "we" or "by" or "to" or "as" or "at" or "if") && (Reading.Words.IsProduct(w) || Reading.Words.IsUnit(w) || Arithmetic.Functions.Named(w) is not null)) ? text : null;
    }

    private static bool HasLines(string text) =>
        text.Contains('\n', StringComparison.Ordinal) && !text.Contains("\\begin{", StringComparison.Ordinal);

    private static bool IsReadable(string phrase)
    {
        phrase = phrase.Trim().Trim('*', '_', '`').Trim();
        return phrase.Length > 0 && AnswerReader.Read(phrase)[0] is not TextForm;
    }

    private static bool IsShort(string phrase)
    {
        var words = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length <= MostWords && !NoAnswers.Contains(phrase.ToLowerInvariant()) && !NoAnswers.Contains(words[0].ToLowerInvariant());
    }

    [GeneratedRegex(@"^(?:(?:therefore|thus|then|hence|so|simply|just|clearly|equal to|equals|option|choice)\b[\s,:*_]*|=\s*)+", RegexOptions.IgnoreCase)]
    private static partial Regex Filler();

    [GeneratedRegex(@"(?<=[^\\])[.!?](?=\s+[A-Z(*]|\s*$|\s*\n)|\n(?!\s*\\\])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"[-^_(){}\[\]|<>+*/=]|\\[a-zA-Z]")]
    private static partial Regex Structure();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Run();

    /// <summary>LaTeX commands, and what environments are called.</summary>
    [GeneratedRegex(@"\\(?:begin|end)\{[a-z]*\}|\\[A-Za-z]+")]
    private static partial Regex Commands();

    [GeneratedRegex(@"^[0-9]+[.)]\s+[A-Za-z]{2}")]
    private static partial Regex ListItem();

    [GeneratedRegex("^(?:yes|no|true|false)(?=,)", RegexOptions.IgnoreCase)]
    private static partial Regex YesOrNo();

    [GeneratedRegex(@"\bor (?:more|less|fewer|greater|larger|smaller)\b|^(?:a |any )?(?:multiple|power|factor|divisor)s? of\b", RegexOptions.IgnoreCase)]
    private static partial Regex Bound();

    /// <summary>A remark in brackets behind the answer: <c>5 (2 + 3)</c>.</summary>
    [GeneratedRegex(@"(?<=[0-9A-Za-z%*}])\s+\([^()]*\)\W*$")]
    private static partial Regex Remark();

    [GeneratedRegex(@",?\s+(?:because|since|which|where|that|as|so|and|in|for|when|after|if|by|with|from|is|are|was|has)\b|,\s+(?=[A-Za-z])|;|:\s|\s+[-(]|\s\*\*|\*\*\s", RegexOptions.IgnoreCase)]
    private static partial Regex Prose();
}
