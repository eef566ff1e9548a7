using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads times in several units: <c>5 hours 20 minutes</c>. Beside such a time one in a single unit keeps its unit: <c>320 minutes</c>.</summary>
internal static partial class Duration
{
    /// <summary>The name of a time in several units.</summary>
    public const string Name = "time in seconds";

    /// <summary>The seconds of a time in one unit: <c>90 minutes</c>; null if the unit is none of time.</summary>
    public static ValueForm? Seconds(ValueForm value) => value is { Percent: false, Unit: { } unit } && OneUnit().Match(unit) is { Success: true } match
        ? new ValueForm(new BinaryExpression('*', value.Value, NumberExpression.Of(Length(match.Value))))
        : null;

    private static long Length(string unit) => char.ToLowerInvariant(unit[0]) switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, _ => 1 };

    /// <summary>The time in seconds; null if the words are none.</summary>
    /// <param name="words">In lower case.</param>
    public static NamedForm? Of(string words)
    {
        if (!char.IsAsciiDigit(words.Length > 0 ? words[0] : ' ') || Whole().Match(words) is not { Success: true } match)
            return null;
        var (seconds, smallest) = (Rational.Whole(0), int.MaxValue);
        foreach (var (number, unit) in match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures))
        {
            var length = Length(unit.Value);
            if (length >= smallest)
                return null;
            (seconds, smallest) = (seconds + Rational.Parse(number.Value) * Rational.Whole(length), (int)length);
        }
        return new NamedForm(Name, false, new ValueForm(new NumberExpression(seconds)));
    }

    [GeneratedRegex("^(?:days?|h|hours?|hrs?|minutes?|mins?|seconds?|secs?|s)(?= ?\\.?$)", RegexOptions.IgnoreCase)]
    private static partial Regex OneUnit();

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,9}(?:\.[0-9]{1,9})?) ?(?<unit>days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\.?(?:,? ?and |,? ?|$)){2,4}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
