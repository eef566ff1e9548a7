using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads numbers in other bases, with the base as a subscript: <c>2516_8</c>, <c>1A_{16}</c>, <c>204_{\text{five}}</c>.</summary>
internal static partial class BasedNumber
{
    private static readonly string[] Names =
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"];

    /// <summary>The number; null if the stretch is none, or has a digit that the base does not have.</summary>
    /// <param name="stretch">The tokens.</param>
    /// <param name="write">Writes tokens without white space and braces.</param>
    public static BasedForm? Of(Stretch stretch, Func<Stretch, string> write)
    {
        if (!Enumerable.Range(0, stretch.Count).Any(i => stretch[i].Is("_")) || InBase().Match(write(stretch)) is not { Success: true } match)
            return null;
        var name = match.Groups["base"].Value;
        var number = Array.IndexOf(Names, name.ToLowerInvariant()) is >= 0 and var index ? index + 2 : int.TryParse(name, out var written) ? written : 0;
        var digits = match.Groups["digits"].Value.ToUpperInvariant();
        if (number is < 2 or > 36 || digits.Any(d => d != '.' && Value(d) >= number))
            return null;
        var isNumber = char.IsAsciiDigit(digits[0]) || (number > 10 && digits.Length > 1 && match.Groups["digits"].Value == digits);
        return isNumber ? new BasedForm(digits.TrimStart('0') is { Length: > 0 } significant ? significant : "0", number) : null;
    }

    private static int Value(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : digit - 'A' + 10;

    [GeneratedRegex(@"^\(?(?<digits>[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)?)\)?_(?<base>[0-9]{1,2}|[A-Za-z]+)$", RegexOptions.ExplicitCapture)]
    private static partial Regex InBase();
}
