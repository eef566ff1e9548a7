using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds what follows GSM8K's mark, <c>#### 72</c>, and tells the mark from a Markdown heading of the same signs.</summary>
internal static partial class FinalMark
{
    /// <summary>The answer behind the last mark, and whether there is a mark with nothing behind it.</summary>
    public static (string? Answer, bool IsEmpty) Find(string text)
    {
        var marks = Mark().Matches(text);
        for (var i = marks.Count - 1; i >= 0; i--)
        {
            var lines = text[(marks[i].Index + marks[i].Length)..].Split('\n');
            var content = lines[0].Trim();
            var rest = lines.Skip(1).Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
            if (Heading().IsMatch(content))
                content = rest.Count > 0 ? rest[0] : "";
            else if (content.Length == 0 && rest.Count > 0 && rest.Count <= 2)
                content = rest[0];
            if (content.Length == 0)
                return (null, true);
            if (rest.Count > 0 && (NumberedHeading().IsMatch(content) || Boxes.Last(string.Join('\n', rest)) is not null))
                continue;
            if (Announcement.Find(content) is { } announced)
                return (announced, false);
            if (LeadingAnswer.Of(content, asText: rest.Count == 0) is { } answer)
                return (answer, false);
        }
        return (null, false);
    }

    [GeneratedRegex("(?<!#)####(?!#)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"^[*_]*(?:the )?(?:final |correct )?answers?[*_]*\s*:?\s*[*_]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?:step\b|part\b|case\b|[0-9]+[.)]\s+[A-Za-z])", RegexOptions.IgnoreCase)]
    private static partial Regex NumberedHeading();
}
