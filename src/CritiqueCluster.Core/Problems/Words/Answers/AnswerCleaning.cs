using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>Removes from an answer what does not change its meaning: typesetting, currency, units, thousands separators.</summary>
internal static partial class AnswerCleaning
{
    /// <summary>Stands for the double backslash between the rows of a matrix.</summary>
    public const string RowEnd = "\n";

    private static readonly (string From, string To)[] Spellings =
    [
        ("\\left", ""), ("\\right", ""), ("\\!", ""), ("\\,", ""), ("\\;", " "), ("\\:", " "), ("\\ ", " "), ("\\displaystyle", ""),
        ("\\dfrac", "\\frac"), ("\\tfrac", "\\frac"), ("\\cfrac", "\\frac"), ("{,}", ","),
        ("^\\circ", ""), ("^{\\circ}", ""), ("\\degree", ""), ("°", ""), ("\\$", ""), ("$", ""), ("€", ""), ("£", ""), ("\\%", "%"),
        ("\\cdot", "*"), ("\\times", "*"), ("×", "*"), ("\\div", "/"), ("÷", "/"), ("−", "-"), ("–", "-"), ("**", "^"),
        ("π", "\\pi"), ("∞", "\\infty"), ("∪", "\\cup"), ("≈", "\\approx"), ("≤", "\\le"), ("≥", "\\ge"), ("~", " "),
    ];

    /// <summary>The answer without what does not matter.</summary>
    public static string Clean(string answer)
    {
        var text = (AnswerExtraction.LastBoxed(answer) ?? answer).ReplaceLineEndings(" ");
        text = text.Contains("\\begin{", StringComparison.Ordinal)
            ? text.Replace("\\\\", RowEnd, StringComparison.Ordinal)
            : DoubledBackslash().Replace(text, "\\");
        foreach (var (from, to) in Spellings)
            text = text.Replace(from, to, StringComparison.Ordinal);
        text = Conjunction().Replace(Fonts().Replace(text, "${inside}"), ", ");
        text = WithoutText(text);
        if (text.IndexOf("\\approx", StringComparison.Ordinal) is > 0 and var approximation)
            text = text[..approximation];
        text = Membership().Replace(text.Trim().TrimEnd('.', '\\', ' ').Trim(), "");
        if (text is not ['(' or '[' or '{' or '\\', ..])
            text = Thousands().Replace(text, match => match.Value.Replace(",", "", StringComparison.Ordinal));
        text = MixedNumber().Replace(text, "${sign}(${whole}+${fraction})");
        return WithoutUnit(text);
    }

    /// <summary>Text beside mathematics is a unit or a remark; text alone is the answer.</summary>
    private static string WithoutText(string text)
    {
        var outside = TextCommand().Replace(text, "");
        return outside.Any(char.IsLetterOrDigit) ? outside : TextCommand().Replace(text, "${inside}");
    }

    private static string WithoutUnit(string text)
    {
        var match = Unit().Match(text);
        return match.Success && !ExpressionValue.Functions.ContainsKey(match.Groups["word"].Value) ? match.Groups["number"].Value : text;
    }

    [GeneratedRegex(@"\\\\(?=[A-Za-z])")]
    private static partial Regex DoubledBackslash();

    [GeneratedRegex(@"\\(?:mathrm|mathbf|mathit|mathbb|textbf|textit|operatorname)\s*\{(?<inside>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Fonts();

    [GeneratedRegex(@"\\(?:text|mbox|textrm)\s*\{(?<inside>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex TextCommand();

    [GeneratedRegex(@"\s*,?\s*(?:\\text\s*\{\s*(?:and|or)\s*\}|(?<=[0-9)}\s])\s(?:and|or)(?=\s+[-\\(0-9a-zA-Z]))\s*", RegexOptions.ExplicitCapture)]
    private static partial Regex Conjunction();

    [GeneratedRegex(@"^[A-Za-z]\s*\\in\s*")]
    private static partial Regex Membership();

    [GeneratedRegex(@"(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})+(?!,?[0-9])", RegexOptions.ExplicitCapture)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^(?<sign>-?)(?<whole>[0-9]+)\s+(?<fraction>[0-9]+\s*/\s*[0-9]+)(?=$|\s)", RegexOptions.ExplicitCapture)]
    private static partial Regex MixedNumber();

    /// <summary>A number and words after it; letters right behind the number only where they are a known unit.</summary>
    [GeneratedRegex(@"^(?<number>[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:\s*/\s*[0-9]+)?|-?\([0-9+/ ]+\))(?:\s+(?<word>[A-Za-z]{2,})(?:[\s/.]+[A-Za-z]+)*|\s+(?<word>[mgshL])|(?<word>mm|cm|km|kg|mg|ft|lbs?|oz|mph|hrs?|min|am|pm))(?:\^\{?[23]\}?)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Unit();
}
