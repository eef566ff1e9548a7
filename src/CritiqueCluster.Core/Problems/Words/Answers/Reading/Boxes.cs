using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Finds what stands in boxes: <c>\boxed{…}</c>, <c>\boxed 2</c>, <c>\fbox{…}</c>.</summary>
internal static partial class Boxes
{
    /// <summary>Returns the content of the last box that is not empty, together with boxes that only commas or words such as "and" part from it; null without a box.</summary>
    public static string? Last(string text)
    {
        var boxes = All(text);
        var last = boxes.FindLastIndex(b => b.Content.Length > 0);
        if (last < 0)
            return null;
        List<string> contents = [boxes[last].Content];
        for (var i = last - 1; i >= 0 && boxes[i].Content.Length > 0 && Joins().IsMatch(text[boxes[i].End..boxes[i + 1].Start]); i--)
            if (!contents.Contains(boxes[i].Content))
                contents.Insert(0, boxes[i].Content);
        return string.Join(", ", contents);
    }

    /// <summary>Whether there is a box at all, empty or not.</summary>
    public static bool Any(string text) => Command().IsMatch(text);

    private static List<(int Start, int End, string Content)> All(string text)
    {
        var boxes = new List<(int Start, int End, string Content)>();
        foreach (Match match in Command().Matches(text))
        {
            if (boxes.Count > 0 && match.Index < boxes[^1].End)
                continue; // a box in a box
            var at = match.Index + match.Length;
            while (at < text.Length && text[at] == ' ')
                at++;
            var end = End(text, at);
            if (end > at)
                boxes.Add((match.Index, end, (text[at] == '{' ? text[(at + 1)..(end - 1)] : text[at..end]).Trim()));
        }
        return boxes;
    }

    /// <summary>Where the content of a box that begins at a place ends: its braces, one command with its braces, or one word.</summary>
    private static int End(string text, int at)
    {
        if (at >= text.Length)
            return at;
        if (text[at] == '{')
            return Braces.Close(text, at) + 1;
        var match = Unbraced().Match(text, at);
        if (!match.Success)
            return at;
        var end = at + match.Length;
        while (text[at] == '\\' && end < text.Length && text[end] == '{' && Braces.Close(text, end) is > 0 and var close)
            end = close + 1;
        return end;
    }

    [GeneratedRegex(@"\\(?:boxed|fbox|framebox)(?![a-z])")]
    private static partial Regex Command();

    [GeneratedRegex(@"\G(?:\\[A-Za-z]+|-?[0-9][0-9.,]*(?<![.,])|[A-Za-z]+)")]
    private static partial Regex Unbraced();

    [GeneratedRegex(@"^[\s$,;.&]*(?:\\text\s*\{\s*(?:and|or)\s*\}|\band\b|\bor\b|\\q?quad|\\[,; ])?[\s$,;&]*(?:[a-z](?:_\{?[0-9]\}?)?\s*=\s*)?$")]
    private static partial Regex Joins();
}
