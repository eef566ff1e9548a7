using System.Text;
using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>The form in which answers that are no mathematics are compared: without case, white space, fonts and marks around them.</summary>
internal static partial class AnswerText
{
    public static TextForm Of(string text)
    {
        var plain = Commands().Replace(text, "");
        var result = new StringBuilder(plain.Length);
        foreach (var c in plain)
            if (!char.IsWhiteSpace(c) && c is not ('$' or '"' or '{' or '}' or '~' or '*' or '`' or '\\'))
                result.Append(char.ToUpperInvariant(c));
        return new TextForm(result.ToString().Trim('.', ',', ':', ';', '\'', '!'));
    }

    [GeneratedRegex(@"\\(?:text|textbf|textrm|textit|mathrm|mathbf|mathit|mbox|operatorname|left|right|displaystyle|quad|qquad|emph|texttt)(?![A-Za-z])|\\[,;:! ]")]
    private static partial Regex Commands();
}
