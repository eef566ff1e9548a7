using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>A number as it was written.</summary>
/// <param name="Digits">Its digits with at most one point, without separators.</param>
/// <param name="Exponent">The power of ten behind <c>e</c>; null if there is none.</param>
/// <param name="Length">How many characters it took.</param>
internal readonly record struct WrittenNumber(string Digits, int? Exponent, int Length);

/// <summary>
/// Reads one number: <c>1234.5</c>, <c>1,234.50</c>, <c>1{,}234</c>, <c>1\,234</c>, <c>1 234</c>, <c>1'234</c>, <c>1.234,56</c>,
/// <c>3{,}14</c>, <c>1.6e-19</c>. A separator is one only where groups of three digits follow.
/// </summary>
internal static partial class NumberReader
{
    /// <summary>Reads the number that begins at a digit or a point.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the number begins.</param>
    /// <param name="inBrackets">Whether a plain comma separates items and not thousands.</param>
    public static WrittenNumber Read(string text, int at, bool inBrackets)
    {
        var end = at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        if (end - at is >= 1 and <= 3 && end < text.Length && text[end] is ',' or '{' or '\\' or ' ' or '\'' or '.' && text[at] != '.')
            if (Grouped(text, at, inBrackets) is { } grouped)
                return WithExponent(text, at, grouped.Digits, grouped.Length);
        if (end + 3 < text.Length && end > at && text.AsSpan(end, 3).SequenceEqual("{,}") && char.IsAsciiDigit(text[end + 3]))
            return DecimalComma(text, at, end);
        if (end < text.Length && text[end] == '.' && !IsSentenceEnd(text, end))
        {
            end++;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
        }
        return WithExponent(text, at, text[at..end], end - at);
    }

    private static (string Digits, int Length)? Grouped(string text, int at, bool inBrackets)
    {
        if (!inBrackets && European().Match(text, at) is { Success: true } european)
            return (Digits(european.Groups["whole"].Value) + "." + european.Groups["part"].Value, european.Length);
        var match = Separated().Match(text, at);
        if (!match.Success || text[at] == '0' || (inBrackets && match.Groups["comma"].Success))
            return null;
        var part = match.Groups["part"];
        return (Digits(match.Groups["whole"].Value) + (part.Success ? "." + part.Value : ""), match.Length);
    }

    private static WrittenNumber DecimalComma(string text, int at, int comma)
    {
        var end = comma + 3;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return new WrittenNumber($"{text[at..comma]}.{text[(comma + 3)..end]}", null, end - at);
    }

    private static WrittenNumber WithExponent(string text, int at, string digits, int length)
    {
        var match = Scientific().Match(text, at + length);
        return match.Success && int.TryParse(match.Groups["power"].ValueSpan, out var power)
            ? new WrittenNumber(digits, power, length + match.Length)
            : new WrittenNumber(digits, null, length);
    }

    private static bool IsSentenceEnd(string text, int point) =>
        text.AsSpan(point).StartsWith("...", StringComparison.Ordinal);

    private static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit));

    /// <summary>Groups with one and the same separator.</summary>
    [GeneratedRegex(@"\G(?<whole>[0-9]{1,3}(?:(?<comma>(?:,[0-9]{3})+)|(?:\{,\}[0-9]{3})+|(?:\\[,;: ][0-9]{3})+|(?:\\,\\?[ !][0-9]{3})+|(?: [0-9]{3})+|(?:'[0-9]{3})+|(?:,\\![0-9]{3})+))(?![0-9])(?:(?:\.|(?<=[ ',][0-9]{3}),(?=[0-9]{1,2}(?![0-9,])))(?<!,[0-9]{3},)(?<part>[0-9]+))?", RegexOptions.ExplicitCapture)]
    private static partial Regex Separated();

    /// <summary><c>1.234.567</c>, <c>1.234,56</c>: points between groups of three, and a decimal comma.</summary>
    [GeneratedRegex(@"\G(?<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+),(?<part>[0-9]{1,2})(?![0-9,.])", RegexOptions.ExplicitCapture)]
    private static partial Regex European();

    /// <summary>A power of ten right behind the digits.</summary>
    [GeneratedRegex(@"\G[eE](?<power>[-+]?[0-9]{1,5})(?![0-9.])", RegexOptions.ExplicitCapture)]
    private static partial Regex Scientific();
}
