using System.Globalization;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>The numbers and the target of a Countdown problem.</summary>
/// <param name="Numbers">The given numbers in ascending order; every one must be used exactly once.</param>
/// <param name="Target">What is to be reached.</param>
public sealed partial record CountdownPuzzle(IReadOnlyList<int> Numbers, int Target)
{
    /// <summary>The most numbers a puzzle may have: what the exact solver is fast for.</summary>
    public const int MostNumbers = 6;

    /// <summary>Reads <c>3 7 25 50 -> 82</c>.</summary>
    /// <exception cref="ConfigurationException">The text is not of that form.</exception>
    public static CountdownPuzzle Parse(string statement) => TryParse(statement)
        ?? throw new ConfigurationException(
            $"'{statement}' is not a Countdown problem: write two to {MostNumbers} whole numbers, '->' and the target, as in '3 7 25 50 -> 82'.");

    /// <summary>Reads <c>3 7 25 50 -> 82</c>; null if the text is not of that form.</summary>
    public static CountdownPuzzle? TryParse(string statement)
    {
        var match = Form().Match(statement);
        if (!match.Success)
            return null;
        var numbers = match.Groups["number"].Captures.Select(c => Whole(c.Value)).Order().ToArray();
        return numbers.Length > MostNumbers ? null : new CountdownPuzzle(numbers, Whole(match.Groups["target"].Value));
    }

    /// <summary>The statement as the policy reads it, and the problem's identity: numbers ascending.</summary>
    public string Statement => string.Create(CultureInfo.InvariantCulture, $"{string.Join(' ', Numbers)} -> {Target}");

    private static int Whole(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?:(?<number>[0-9]{1,6})[\s,]+){2,}(?:->|→)\s*(?<target>[0-9]{1,6})\s*$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
