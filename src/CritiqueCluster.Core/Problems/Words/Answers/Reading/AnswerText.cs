using System.Buffers;
using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>
/// The form in which answers that are no mathematics are compared. Words are compared without case, white space, fonts and marks around
/// them; what has LaTeX in it is compared token by token, since there case and braces mean something.
/// </summary>
internal static partial class AnswerText
{
    private const int MostTokens = 2_000;

    private static readonly SearchValues<char> Signs = SearchValues.Create("\\^_{}=&|");

    public static TextForm Of(string text)
    {
        var plain = Commands().Replace(Styled().Replace(text, "${inside}"), "").Replace("$", "", StringComparison.Ordinal);
        if (!plain.AsSpan().ContainsAny(Signs))
            return new TextForm(Marks().Replace(WithLetters(Article().Replace(plain, "")), "").Trim('.', ',', ':', ';', '\'', '!', '?'));
        return Tokenizer.Read(text, MostTokens) is { } tokens ? new TextForm(Written(tokens)) : new TextForm(text.Trim());
    }

    /// <summary>Upper case for words; a letter alone among words, or a name such as AB, may be a variable and keeps its case.</summary>
    private static string WithLetters(string text) => text.Any(char.IsWhiteSpace)
        ? Word().Replace(text, word => word.Length == 1 ? $"'{word.Value}'" : IsName(word.Value) ? $"'{word.Value}'" : word.Value.ToUpperInvariant())
        : text.ToUpperInvariant();

    private static bool IsName(string word) => word.Length == 2 && (word is "ab" or "cd" or "bc" or "ac" || word.All(char.IsAsciiLetterUpper));

    private static string Written(List<Token> tokens)
    {
        var parts = new List<string>();
        for (var i = 0; i < tokens.Count - 1; i++)
        {
            var isGroupOfOne = tokens[i].Is("{") && i + 2 < tokens.Count && tokens[i + 2].Is("}");
            parts.Add(isGroupOfOne ? tokens[i + 1].Text : Spaces().Replace(tokens[i].Text, " ").Trim());
            i += isGroupOfOne ? 2 : 0;
        }
        while (parts.Count > 0 && parts[^1] is "." or ",")
            parts.RemoveAt(parts.Count - 1);
        return string.Join(' ', parts.Where(p => p.Length > 0)) is var written && written.Any(char.IsLetterOrDigit) ? written : "";
    }

    [GeneratedRegex(@"\\(?:text|textbf|textrm|textit|mathrm|mathbf|mathit|mbox|operatorname|emph|texttt)\s*\{(?<inside>[^{}]*)\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Styled();

    [GeneratedRegex(@"\\(?:left|right|displaystyle|quad|qquad)(?![A-Za-z])|\\[,;:! ]")]
    private static partial Regex Commands();

    [GeneratedRegex(@"[\s""~*`]+")]
    private static partial Regex Marks();

    /// <summary>An article before the only word or words of the answer.</summary>
    [GeneratedRegex(@"^\s*(?:an?|the)\s+(?=[A-Za-z]{3})", RegexOptions.IgnoreCase)]
    private static partial Regex Article();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
