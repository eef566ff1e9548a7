using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads an answer: finds its form, or two where it can be read in two ways.</summary>
internal static partial class AnswerReader
{
    /// <summary>Longer answers are compared as text.</summary>
    private const int LongestParsed = 4_000;

    private const int LongestPrepared = 20_000;

    private const int MostTokens = 800;

    private static readonly HashSet<string> Empty =
    [
        "no solution", "no solutions", "no real solution", "no real solutions", "none", "empty set", "the empty set", "null set", "no real number",
        "no real numbers", "no such number", "no such numbers", "no value", "no values", "no such value", "\\{\\}", "{}", "{ }",
        "no integer solution", "no integer solutions", "no such integer", "no such integers", "no integers",
    ];

    private static readonly HashSet<string> AllReals =
    [
        "all real numbers", "all reals", "real numbers", "the real numbers", "the set of all real numbers", "any real number", "all real number", "reals",
    ];


    /// <summary>The forms of an answer, the likeliest first; one <see cref="TextForm"/> if it is no mathematics.</summary>
    public static IReadOnlyList<AnswerForm> Read(string answer)
    {
        if (answer.Length > LongestPrepared)
            return [AnswerText.Of(answer)];
        var text = Prepare(answer);
        if (text.Length > LongestParsed)
            return [AnswerText.Of(text)];
        if (Phrase(text) is { } known)
            return [known];
        if (Tokenizer.Read(text, MostTokens) is not { } tokens)
            return [AnswerText.Of(text)];
        if (OnlyText(tokens) is { } inner)
            return IsVariables(inner) ? [new TextForm(inner)] : inner.Length < text.Length ? Read(inner) : [AnswerText.Of(text)];
        if (VectorProduct().IsMatch(text))
            return [new TextForm(string.Concat(text.Where(c => !char.IsWhiteSpace(c))))]; // · and × differ
        if (IsWord(tokens) || NoMathematics().IsMatch(text))
            return [(AnswerForm?)Letters(tokens) ?? AnswerText.Of(text)];
        return Parsed(tokens, NumberWords.Ordinal(answer)) is { Count: > 0 } forms ? forms : [AnswerText.Of(text)];
    }

    private static List<AnswerForm> Parsed(List<Token> tokens, TextForm? ordinal)
    {
        var parser = new AnswerParser(default);
        var forms = new List<AnswerForm>();
        if (parser.Parse(tokens) is { } first)
            forms.Add(first);
        if (parser.IsAmbiguous && new AnswerParser(new ReadingOptions(true, true)).Parse(tokens) is { } second)
            forms.Add(second);
        if (tokens is [{ Kind: TokenKind.Letters } run, { Kind: TokenKind.End }] && IsVariables(run.Text))
            forms.Add(new TextForm(run.Text));
        if (ordinal is not null)
            forms.Add(ordinal);
        return Choice(tokens) is { } choice ? [choice] : forms;
    }

    /// <summary>Drops what is around the answer: a box, display brackets, bold signs; and mends doubled backslashes.</summary>
    private static string Prepare(string answer)
    {
        var text = Characters.Replace(answer);
        if (text.Contains("boxed", StringComparison.Ordinal) || text.Contains("fbox", StringComparison.Ordinal))
            text = Boxes.Last(text) ?? text;
        if (!text.Contains("\\begin{", StringComparison.Ordinal) && text.Contains("\\\\", StringComparison.Ordinal))
            text = DoubledBackslash().Replace(text, "\\");
        text = NegativeWord().Replace(Announced().Replace(text, ""), "-");
        if (text.Contains('\\', StringComparison.Ordinal))
            text = RowSkip().Replace(text.Replace(@"\text{-}", "-", StringComparison.Ordinal), "");
        text = HalfOfDay().Replace(TimesSign().Replace(text, "*"), "${half}m");
        text = text.Replace("\\[", " ", StringComparison.Ordinal).Replace("\\]", " ", StringComparison.Ordinal).Trim();
        if (text is ['*' or '_' or '`' or '"', ..])
            text = text.Trim('*', '_', '`', '"', ' ');
        return Wording.InSigns(text);
    }

    /// <summary>Answers in words that have a mathematical meaning, and lettered choices.</summary>
    private static AnswerForm? Phrase(string text)
    {
        if (text is "{}" or "{ }")
            return new SetForm([]);
        if (text.Length > 120 || !text.Any(char.IsAsciiLetter))
            return null;
        var words = Plain().Replace(Fonts().Replace(text, "${inside}"), " ").Trim(' ', '.', '$').ToLowerInvariant();
        if (Empty.Contains(words.StartsWith("th", StringComparison.Ordinal) ? ThereIs().Replace(words, "") : words))
            return new SetForm([]);
        if (NumberWords.Value(words) is { } number)
            return new ValueForm(new NumberExpression(number));
        if (Duration.Of(words) is { } duration)
            return duration;
        if (AllReals.Contains(words))
            return new NumberSetForm("R");
        if (Except().Match(words) is { Success: true } except)
            return new CombinedForm('∖', new NumberSetForm("R"), AsSet(Read(except.Groups["what"].Value)[0]));
        return Lettered().Match(text.Trim('$', ' ')) is { Success: true } lettered
            ? new ValueForm(new VariableExpression(lettered.Groups["letter"].Value.ToUpperInvariant()))
            : null;
    }

    private static SetForm AsSet(AnswerForm form) => form switch
    {
        SetForm set => set,
        SequenceForm { Open: "" } list => new SetForm(list.Items),
        NamedForm named => new SetForm([named.Value]),
        _ => new SetForm([form]),
    };

    /// <summary>The content of an answer that is text alone; null if there is something else.</summary>
    private static string? OnlyText(List<Token> tokens)
    {
        var inside = tokens.Where(t => !(t.Kind is TokenKind.End or TokenKind.Symbol && t.Text is "" or "." or "{" or "}")).ToList();
        return inside.Count > 0 && inside.TrueForAll(t => t.Kind == TokenKind.Text) ? string.Join(' ', inside.Select(t => t.Text.Trim())) : null;
    }

    /// <summary>Whether letters are variables side by side. Set as text they are a word, in which the order counts.</summary>
    private static bool IsVariables(string letters) => letters.Length > 1 && letters.All(char.IsAsciiLetter) && Words.IsProduct(letters);

    /// <summary>Several choices as one run of letters: <c>ACD</c>.</summary>
    private static SetForm? Letters(List<Token> tokens)
    {
        var run = tokens[0].Kind == TokenKind.Letters ? tokens[0].Text : "";
        var isChoices = run.Length is >= 2 and <= 6 && run.All(c => c is >= 'A' and <= 'H') && run.Zip(run.Skip(1)).All(pair => pair.First < pair.Second);
        return isChoices ? new SetForm([.. run.Select(c => new ValueForm(new VariableExpression(c.ToString())))]) : null;
    }

    /// <summary>One run of letters is a word, unless it is short enough for a product of variables.</summary>
    private static bool IsWord(List<Token> tokens) =>
        tokens is [{ Kind: TokenKind.Letters } word, ..] && word.Text.Length > 1 && tokens.Skip(1).All(t => t.Kind == TokenKind.End || t.Is("."))
        && Words.IsWholeWord(word.Text) && word.Text is not ("pi" or "infinity" or "infty" or "oo" or "inf");

    /// <summary>The letter of a choice with the value that stands behind it: <c>\textbf{(D)}\ 12</c>.</summary>
    private static ChoiceForm? Choice(List<Token> tokens)
    {
        var letter = tokens[0].Kind == TokenKind.Text ? tokens[0].Text.Trim() : "";
        var length = 1;
        if (tokens.Count > 3 && tokens[0] is { Kind: TokenKind.Letters, Text.Length: 1 } bare && (tokens[1].Is(")") || tokens[1].Is(".")))
            (letter, length) = ($"({bare.Text})", 2);
        if (tokens.Count > 4 && tokens[0].Is("(") && tokens[1] is { Kind: TokenKind.Letters, Text.Length: 1 } inside && tokens[2].Is(")"))
            (letter, length) = ($"({inside.Text})", 3);
        if (letter is not ['(', >= 'A' and <= 'J', ')'] || tokens.Count <= length + 1)
            return null;
        if (tokens[length].Is(",") || tokens[length].Is(";") || Words.IsConjunction(tokens[length].Text.Trim()))
            return null; // several choices
        if (OtherChoice().IsMatch(string.Concat(tokens.Skip(length).Select(t => t.Text))))
            return null;
        return new AnswerParser(default).Parse([.. tokens.Skip(length)]) is { } value ? new ChoiceForm(letter[1..2], value) : null;
    }

    [GeneratedRegex(@"\([A-J]\)")]
    private static partial Regex OtherChoice();

    /// <summary>The letter x between two numbers is a times sign.</summary>
    [GeneratedRegex(@"(?<=[0-9]) ?[xX] ?(?=[0-9])")]
    private static partial Regex TimesSign();

    [GeneratedRegex(@"(?<=[0-9]\s?|\{\s?)(?<half>[ap])\.\s?m\.", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex HalfOfDay();

    [GeneratedRegex(@"\\(?:vec|overrightarrow|mathbf|hat)\b.*\\(?:times|cdot)\b")]
    private static partial Regex VectorProduct();

    /// <summary>Dates, ranges such as <c>2000-2005</c>, and lettered parts.</summary>
    [GeneratedRegex(@"^\s*(?:[12][0-9]{3}-[12][0-9]{3}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})\s*$|\(a\)\s*[^\s*].*\(b\)|\(i\)\s*\S.*\(ii\)")]
    private static partial Regex NoMathematics();

    /// <summary>"Answer:" before the answer.</summary>
    [GeneratedRegex(@"^\s*(?:the |final |correct )*answer\s*(?:is|[:=])\s*(?=\S)", RegexOptions.IgnoreCase)]
    private static partial Regex Announced();

    [GeneratedRegex(@"(?:negative|minus) (?=[0-9.])")]
    private static partial Regex NegativeWord();

    /// <summary>The space behind the end of a row: <c>\\[2pt]</c>.</summary>
    [GeneratedRegex(@"(?<=\\\\)\s?\[-?[0-9.]+\s?(?:pt|ex|em|mm|cm|in)\]")]
    private static partial Regex RowSkip();

    [GeneratedRegex(@"\\\\(?=[A-Za-z])")]
    private static partial Regex DoubledBackslash();

    [GeneratedRegex(@"\\(?:text|textbf|textrm|mathrm|mbox)\s*\{(?<inside>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Fonts();

    [GeneratedRegex("^(?:there (?:is|are) (?=no ))?(?:the (?:equation|system|inequality) has (?=no ))?")]
    private static partial Regex ThereIs();

    [GeneratedRegex(@"[\s~]+|\\[ ,;:!]")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^(?:all |the )?(?:set of )?(?:all )?reals?(?: numbers?)? (?:except|excluding|other than|not equal to|but not)(?: for)? (?<what>.+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Except();

    [GeneratedRegex(@"^\(?(?:(?:option|choice|answer) )?\(?(?<letter>[A-Ja-j])[).:]+$|^(?:option|choice|answer) \(?(?<letter>[A-Ja-j])\)?\.?$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Lettered();
}
