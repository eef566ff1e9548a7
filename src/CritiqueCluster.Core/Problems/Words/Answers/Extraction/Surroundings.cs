using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Removes what a model writes around its solution: what it thinks before, <c>&lt;think&gt;…&lt;/think&gt;</c>, and the problems that it goes on with.</summary>
internal static partial class Surroundings
{
    /// <summary>The text before a model goes on with a problem of its own making, once it has marked an answer, or before its end-of-text sign.</summary>
    public static string BeforeContinuation(string text)
    {
        if (EndOfText().Match(text) is { Success: true } end)
            text = text[..end.Index];
        var marked = Marked().Match(text);
        return marked.Success && NextProblem().Match(text, marked.Index) is { Success: true } next ? text[..next.Index] : text;
    }

    /// <summary>Returns the text behind the last block; nothing if that is not closed. A block whose beginning is in the prompt counts as well.</summary>
    public static string RemoveThinking(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            return text;
        var close = Close().Matches(text);
        if (close.Count > 0)
            text = text[(close[^1].Index + close[^1].Length)..];
        var open = Open().Match(text);
        return open.Success ? text[..open.Index] : text;
    }

    [GeneratedRegex(@"<\|(?:endoftext|im_end|eot_id|end_of_text|end|im_start)\|>|</s>")]
    private static partial Regex EndOfText();

    [GeneratedRegex(@"\n\s*[*#]*(?:Q|Question|Problem|Human|User)\b[^\n:]{0,20}:", RegexOptions.IgnoreCase)]
    private static partial Regex NextProblem();

    [GeneratedRegex(@"####|\\boxed\s*\{|\banswer\b", RegexOptions.IgnoreCase)]
    private static partial Regex Marked();

    [GeneratedRegex("</(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex Close();

    [GeneratedRegex("<(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex Open();
}
