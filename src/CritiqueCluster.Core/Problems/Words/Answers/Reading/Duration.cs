using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads times in several units: <c>5 hours 20 minutes</c>. Of one unit alone the unit is dropped, as everywhere.</summary>
internal static partial class Duration
{
    /// <summary>The time in seconds; null if the words are none.</summary>
    /// <param name="words">In lower case.</param>
    public static NamedForm? Of(string words)
    {
        if (!char.IsAsciiDigit(words.Length > 0 ? words[0] : ' ') || Whole().Match(words) is not { Success: true } match)
            return null;
        var (seconds, smallest) = (Rational.Whole(0), int.MaxValue);
        foreach (var (number, unit) in match.Groups["number"].Captures.Zip(match.Groups["unit"].Captures))
        {
            var length = unit.Value[0] switch { 'd' => 86_400, 'h' => 3_600, 'm' => 60, _ => 1 };
            if (length >= smallest)
                return null;
            (seconds, smallest) = (seconds + Rational.Parse(number.Value) * Rational.Whole(length), length);
        }
        return new NamedForm("seconds", false, new ValueForm(new NumberExpression(seconds)));
    }

    [GeneratedRegex(@"^(?:(?<number>[0-9]{1,9}(?:\.[0-9]{1,9})?) ?(?<unit>days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)\.?(?:,? ?and |,? ?|$)){2,4}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();
}
