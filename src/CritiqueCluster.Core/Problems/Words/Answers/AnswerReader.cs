namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>Finds the structure of a cleaned answer.</summary>
internal static class AnswerReader
{
    /// <summary>Longer answers are compared as text: the parser recurses as deep as brackets nest.</summary>
    private const int LongestParsed = 400;

    public static AnswerForm Read(string text)
    {
        text = text.Trim();
        if (text.Length > LongestParsed)
            return TextOf(text);
        if (Matrix(text) is { } matrix)
            return matrix;
        if (SplitOutside(text, "\\cup") is { Count: > 1 } parts)
            return new SetForm("union", ReadAll(parts));
        if (SetItems(text) is { } items)
            return new SetForm("set", ReadAll(SplitOutside(items, ",")));
        if (Bracketed(text) is { } bracketed)
            return bracketed;
        if (SplitOutside(text, ",") is { Count: > 1 } list)
            return new SequenceForm("", ReadAll(list));
        return Single(text);
    }

    private static AnswerForm Single(string text)
    {
        if (text.Length > 1 && text.All(char.IsAsciiLetter))
            return TextOf(text); // a word, not a product of variables
        var sides = text.Split('=');
        if (sides.Length == 2 && ExpressionParser.TryParse(sides[0]) is { } left && ExpressionParser.TryParse(sides[1]) is { } right)
            return new EquationForm(left, right);
        var percent = text.EndsWith('%');
        return ExpressionParser.TryParse(percent ? text[..^1] : text) is { } value ? new ValueForm(value, percent) : TextOf(text);
    }

    private static TextForm TextOf(string text) =>
        new(string.Concat(text.Where(c => !char.IsWhiteSpace(c))).Trim('.', '"').ToUpperInvariant());

    private static List<AnswerForm> ReadAll(IEnumerable<string> parts) => [.. parts.Select(Read)];

    private static SequenceForm? Matrix(string text)
    {
        var open = text.IndexOf('}', StringComparison.Ordinal);
        var close = text.LastIndexOf("\\end{", StringComparison.Ordinal);
        if (!text.StartsWith("\\begin{", StringComparison.Ordinal) || close < open || !text[..open].EndsWith("matrix", StringComparison.Ordinal))
            return null;
        var rows = text[(open + 1)..close].Split(AnswerCleaning.RowEnd, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new SequenceForm("matrix", [.. rows.Select(row => new SequenceForm("row", ReadAll(row.Split('&'))))]);
    }

    private static string? SetItems(string text)
    {
        if (text.StartsWith("\\{", StringComparison.Ordinal) && text.EndsWith("\\}", StringComparison.Ordinal) && text.Length >= 4)
            return text[2..^2];
        return text is ['{', .., '}'] && Closes(text, 0) == text.Length - 1 ? text[1..^1] : null;
    }

    /// <summary>A tuple, point or interval: brackets around at least two items.</summary>
    private static SequenceForm? Bracketed(string text)
    {
        if (text is not ['(' or '[', .., ')' or ']'] || Closes(text, 0) != text.Length - 1)
            return null;
        var items = SplitOutside(text[1..^1], ",");
        return items.Count > 1 ? new SequenceForm($"{text[0]}{text[^1]}", ReadAll(items)) : null;
    }

    /// <summary>Where the bracket at a position closes; round and square ones may close each other (half-open intervals).</summary>
    private static int Closes(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            depth += Depth(text[i]);
            if (depth == 0)
                return i;
        }
        return -1;
    }

    private static List<string> SplitOutside(string text, string separator)
    {
        var parts = new List<string>();
        int depth = 0, start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += Depth(text[i]);
            if (depth != 0 || string.CompareOrdinal(text, i, separator, 0, separator.Length) != 0)
                continue;
            parts.Add(text[start..i].Trim());
            start = i + separator.Length;
        }
        parts.Add(text[start..].Trim());
        return parts;
    }

    private static int Depth(char c) => c switch
    {
        '(' or '[' or '{' => 1,
        ')' or ']' or '}' => -1,
        _ => 0,
    };
}
