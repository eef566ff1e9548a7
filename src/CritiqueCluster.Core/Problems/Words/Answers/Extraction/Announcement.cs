using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds what follows words such as "the answer is", "Answer:" or a heading "Final answer".</summary>
internal static partial class Announcement
{
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

    [GeneratedRegex(@"\b(?:answers?|correct (?:choice|option))\b[*_]*(?:\s+(?:to|for|of)\s+(?:the|this|our)\s[^.\n:]{0,60}?)?\s*(?:[*_]*\s*[:=]\s*[*_]*(?:\s*the\s+(?:final\s+)?answer\s+is\s*:?)?|\s(?:is|are|equals|will be|would be|should be|must be|becomes)\b\s*(?:therefore|thus|then|hence|simply|just|clearly|now)?\s*:?|[*_#\s]*\n)\s*", RegexOptions.IgnoreCase)]
    private static partial Regex Announced();
}
