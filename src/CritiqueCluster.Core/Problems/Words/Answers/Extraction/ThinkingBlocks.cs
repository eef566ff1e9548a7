using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Removes what a model thinks before it answers: <c>&lt;think&gt;…&lt;/think&gt;</c>.</summary>
internal static partial class ThinkingBlocks
{
    /// <summary>What stands behind the last block; nothing if that is not closed. A block whose beginning is in the prompt counts as well.</summary>
    public static string Remove(string text)
    {
        if (!text.Contains('<', StringComparison.Ordinal))
            return text;
        var close = Close().Matches(text);
        if (close.Count > 0)
            text = text[(close[^1].Index + close[^1].Length)..];
        var open = Open().Match(text);
        return open.Success ? text[..open.Index] : text;
    }

    [GeneratedRegex("</(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex Close();

    [GeneratedRegex("<(?:think|thinking|thought|reasoning)>", RegexOptions.IgnoreCase)]
    private static partial Regex Open();
}
