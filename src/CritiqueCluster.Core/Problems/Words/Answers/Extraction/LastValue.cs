using System.Buffers;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the value that a solution without any mark ends with.</summary>
internal static partial class LastValue
{
    /// <summary>Numbers of a sentence, counted from its end, among which its answer is looked for.</summary>
    private const int MostNumbers = 50;

    /// <summary>Characters before a number that are looked at.</summary>
    private const int MostBefore = 200;

    private static readonly SearchValues<char> Operators = SearchValues.Create("^_\\√∛∜π=<>≤≥±:+*/([{");
    private static readonly SearchValues<char> MathematicalSigns = SearchValues.Create("-+*/=<>≤≥±≠^_|(){}[],.0123456789%√∛∜π°!∞");

    /// <summary>The last formula of the last sentence that has a formula or a number, else that sentence's last number; null without either.</summary>
    public static string? Find(string text)
    {
        var sentences = SentenceEnd().Split(text);
        foreach (var sentence in sentences.Reverse())
        {
            if (Unknown().IsMatch(sentence) || Denial().IsMatch(sentence))
                return null;
            if (IsQuestion(sentence) || Supposition().IsMatch(sentence))
                continue;
            if (Item().IsMatch(sentence) && !ReferenceEquals(sentence, sentences[^1]))
                continue;
            var (formula, numbers) = (Formulas.Last(sentence, out var isQualified), Number().Matches(sentence));
            if ((formula is not null || numbers.Count > 0) && Nothing().IsMatch(sentence))
                return null;
            if (formula is not null)
                return isQualified ? null : formula;
            if (numbers.TakeLast(MostNumbers).LastOrDefault(number => !IsLabel(sentence, number)) is { } last)
                return Qualifiers.AreBefore(sentence, last.Index) || Qualifiers.AreBehind(sentence, last.Index + last.Length) ? null
                    : Joined().Match(sentence[..last.Index]) is { Success: true } others ? LeadingAnswer.Whole(others.Value + last.Value)
                    : Expression(sentence, last) ?? Signed(sentence, last);
        }
        if (Bold().Matches(text) is [.., var bold])
            return bold.Groups["inside"].Value.TrimEnd('.', ',');
        return Letter().Match(text) is { Success: true } letter ? letter.Groups["letter"].Value : null;
    }

    /// <summary>A question answers nothing.</summary>
    private static bool IsQuestion(string sentence) => sentence.AsSpan().TrimEnd(" \r*_\")'").EndsWith("?") && sentence.Any(char.IsAsciiLetter);

    /// <summary>
    /// Whether a number only names or explains something: <c>step 3</c>, <c>to 2 decimal places</c>, <c>…, 3 more than Bob</c>, or a number in a
    /// remark behind another one: <c>12 (not 13)</c>.
    /// </summary>
    private static bool IsLabel(string sentence, Match number)
    {
        var (before, end) = (sentence[Math.Max(0, number.Index - MostBefore)..number.Index], number.Index + number.Length);
        return LabelBefore().IsMatch(before) || LabelBehind().IsMatch(sentence, end) || Remark().IsMatch(before)
            || (Apposition().IsMatch(before) && ComparedBehind().IsMatch(sentence, end));
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
        return LeadingAnswer.Whole(expression) ?? (Structured().IsMatch(expression) ? expression : null);
    }

    /// <summary>Whether there is more to it than a sign or currency.</summary>
    private static bool IsJoined(string expression) => expression[0] == '-' || expression.AsSpan().ContainsAny(Operators) || expression.Contains(" - ", StringComparison.Ordinal) || Imaginary().IsMatch(expression);

    /// <summary>Whether a word is made of numbers, operators, single letters, LaTeX commands and units.</summary>
    private static bool IsMathematics(string word)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var isCommand = word[i] == '\\';
            var end = isCommand ? i + 1 : i;
            while (end < word.Length && char.IsAsciiLetter(word[end]))
                end++;
            var letters = word[i..end];
            if (letters.Length == 0 && !MathematicalSigns.Contains(word[i]))
                return false;
            if (letters.Length > 1 && !isCommand && letters is not ("cm" or "mm" or "km" or "kg"))
                return false;
            i = Math.Max(i, end - 1);
        }
        return true;
    }

    /// <summary>The number that a text begins with, behind signs and currency; null if it begins with none.</summary>
    public static string? Leading(string text)
    {
        var match = Number().Match(text);
        var end = match.Index + match.Length;
        if (!match.Success || Qualifiers.AreBehind(text, end) || ComparedBehind().IsMatch(text, end) || JoinedBehind().IsMatch(text, end))
            return null;
        return text[..match.Index].All(c => c is '-' or '$' or '\\' or ' ' or '+' or '*') ? Signed(text, match) : null;
    }

    /// <summary>A minus sign belongs to the number unless something stands before it that is subtracted from.</summary>
    private static string Signed(string text, Match number)
    {
        if (NegativeWord().IsMatch(text[..number.Index].TrimEnd('}', ' ') + " ") || MinusAsText().IsMatch(text[..number.Index]))
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

    [GeneratedRegex(@"\\text\{\s*-\s*\}\s*$")]
    private static partial Regex MinusAsText();

    [GeneratedRegex(@"\b(?:negative|minus)\s+$", RegexOptions.IgnoreCase)]
    private static partial Regex NegativeWord();

    /// <summary>The writer says that the answer is not known, or that what follows is false.</summary>
    [GeneratedRegex(@"\b(?:(?:cannot|can't|can not|could not|couldn't|unable to|impossible to|not possible to) (?:be )?(?:say|said|tell|told|determined?|decided?|conclude|answer(?:ed)?|solve[d]?|find|found|computed?|calculated?|know|known|sure)|(?:I|we) (?:do not|don't) know|not enough information|not sure|no idea|need more|is (?:false|wrong|impossible|not true|not the case) that)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();

    /// <summary>A sentence that only says that what stands before it is wrong.</summary>
    [GeneratedRegex(@"^\W*(?:(?:but |so )?(?:that|this|it|which) (?:is|was) )?(?:no|wrong|incorrect|impossible|(?:a )?contradiction|not (?:correct|right|possible))\W*$", RegexOptions.IgnoreCase)]
    private static partial Regex Denial();

    /// <summary>A sentence that supposes something, and concludes nothing.</summary>
    [GeneratedRegex(@"^\W*(?:suppose|assume|assuming|if|let us assume|let's assume)\b(?!.*(?:,|\bthen\b|\bso\b).*[0-9])|^\W*if\b.*\b(?:fail|contradict|impossible|wrong|not)", RegexOptions.IgnoreCase)]
    private static partial Regex Supposition();

    /// <summary>Other values that "and" or "or" joins to the one behind.</summary>
    [GeneratedRegex(@"(?:\b[a-z]\s*=\s*)?-?\b[0-9][0-9./]*(?:,\s+(?:[a-z]\s*=\s*)?-?[0-9][0-9./]*)*,?\s+(?:and|or)\s+(?:[a-z]\s*=\s*)?-?$")]
    private static partial Regex Joined();

    /// <summary>The sentence says that there is nothing.</summary>
    [GeneratedRegex(@"\bno such\b|\bdo(?:es)? not exist\b|\bthere (?:is|are) no\b(?!.*\b(?:so|thus|hence|therefore)\b)", RegexOptions.IgnoreCase)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"\b(?:step|problem|question|exercise|example|case|equation|figure|table|page|section|chapter|theorem|lemma|corollary|proposition|definition|line|item|row|column|reference|ref|part|day|AIME|AMC)s?\.?\s*[#(\[]*\s*$|[0-9)}]\s*≈\s*$|\bthe (?:first|last|next|previous)\s*$|\b(?:see|by|from|using|in|cf\.?)\s*[\[(]\s*$|\b(?:when|if)\s+(?:[a-z]+\s+){0,2}divided by\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex LabelBefore();

    [GeneratedRegex(@"\G\s*(?:decimal places?|significant (?:figures?|digits?)|decimals)\b|\G(?:st|nd|rd|th)\s+[a-z]{2}|\G-[a-z]{2}", RegexOptions.IgnoreCase)]
    private static partial Regex LabelBehind();

    /// <summary>The number of a list item, whose text is the next sentence.</summary>
    [GeneratedRegex(@"^\s*[0-9]+[.)]$")]
    private static partial Regex Item();

    /// <summary>A bracket with a word in it that is not closed, and a digit before it.</summary>
    [GeneratedRegex(@"[0-9][^()]*\([^()]*[A-Za-z]{2}[^()]*$")]
    private static partial Regex Remark();

    /// <summary>A sign that makes the number a part of something.</summary>
    [GeneratedRegex(@"\G(?:[!°^_/(\[{']|\s?[*+×])(?!\*)|(?<=%)\G\s*of\b")]
    private static partial Regex JoinedBehind();

    [GeneratedRegex(@"[0-9].*,\s*(?:which is\s+)?$")]
    private static partial Regex Apposition();

    [GeneratedRegex(@"\G\s*(?:[a-z]+\s+)?(?:more|less|fewer|older|younger|taller|shorter)\s+(?:[a-z]+\s+)?than\b", RegexOptions.IgnoreCase)]
    private static partial Regex ComparedBehind();

    /// <summary>A number in a formula that cannot be read is no answer without it.</summary>
    [GeneratedRegex(@"[\^_{}]|\\[A-Za-z]")]
    private static partial Regex Structured();

    [GeneratedRegex(@"\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"[0-9][A-Za-z]\b")]
    private static partial Regex Imaginary();

    [GeneratedRegex(@"\*\*(?<inside>[A-Za-z][A-Za-z ]{0,30})\.?\*\*", RegexOptions.ExplicitCapture)]
    private static partial Regex Bold();

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z*(]|\$(?!\$\s*$)|\\(?![\])]))|\n")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(?<![0-9A-Za-z.])(?:[0-9]+ [0-9]+/[0-9]+|(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+|(?<=[0-9]))(?:[eE][-+]?[0-9]+(?![0-9A-Za-z])|\s*(?:x|\*|\\times|\\cdot)\s*10\^\{?-?[0-9]+\}?)?(?:\s*/\s*[0-9]+)?%?)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:option|choice)(?:\s+is)?\s*:?\s+\(?(?<letter>[A-J])\)?(?![A-Za-z])", RegexOptions.ExplicitCapture | RegexOptions.RightToLeft | RegexOptions.IgnoreCase)]
    private static partial Regex Letter();
}
