using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds what follows words such as "the answer is", "Answer:" or a heading "Final answer".</summary>
internal static partial class Announcement
{
    /// <summary>Characters before an announcement that are looked at.</summary>
    private const int MostBefore = 60;

    /// <summary>The last announced answer that is mathematics, else the last one in words; null if there is none.</summary>
    public static string? Find(string text) => Find(text, out _);

    /// <inheritdoc cref="Find(string)"/>
    /// <param name="text">The solution.</param>
    /// <param name="isDenied">Whether the last announcement says what the answer is not.</param>
    public static string? Find(string text, out bool isDenied)
    {
        isDenied = false;
        string? words = null;
        foreach (var match in Announced().Matches(text).Reverse())
        {
            if (Supposed().IsMatch(text[Math.Max(0, match.Index - MostBefore)..match.Index]))
                continue;
            var content = text[(match.Index + match.Length)..];
            if (Denied().IsMatch(content))
            {
                isDenied = words is null;
                continue;
            }
            if (LeadingAnswer.Of(content, asText: false) is { } value)
                return words ?? value;
            words ??= LeadingAnswer.Of(content, asText: true);
        }
        return words;
    }

    [GeneratedRegex(@"^\s*(?:not|n't|no longer)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(?:suppose|assume|assuming|if|whether|unless|know|knows|unclear|unknown|guess)\s+(?:that\s+|what\s+)?(?:the\s+|our\s+|my\s+)?(?:final\s+|correct\s+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Supposed();

    [GeneratedRegex(@"\b(?:answers?|correct (?:choice|option))\b[*_]*(?:\s+(?:to|for|of)\s+(?:the|this|our)\s[^.\n:]{0,60}?)?\s*(?:[*_]*\s*[:=]\s*[*_]*(?:\s*the\s+(?:final\s+)?answer\s+is\s*:?)?|\s(?:is|are|equals|will be|would be|should be|must be|becomes)\b\s*(?:therefore|thus|then|hence|simply|just|clearly|now)?\s*:?|[*_#\s]*\n)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Announced();
}
