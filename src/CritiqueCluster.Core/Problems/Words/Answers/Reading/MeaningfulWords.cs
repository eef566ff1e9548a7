using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Words beside a number that change what it says, and so are no units: <c>million</c>, <c>at least</c>, <c>not</c>.</summary>
internal static partial class MeaningfulWords
{
    /// <summary>Returns the factor that a word stands for; null if it stands for none.</summary>
    public static Rational? Scale(string word) => word.Trim().ToLowerInvariant() switch
    {
        "hundred" => Rational.Whole(100),
        "thousand" => Rational.Whole(1_000),
        "million" => Rational.Whole(1_000_000),
        "billion" => Rational.Whole(1_000_000_000),
        "trillion" => Rational.Whole(1_000_000_000_000),
        "dozen" => Rational.Whole(12),
        _ => null,
    };

    /// <summary>Whether a text before a number has such a word, or speaks of several numbers.</summary>
    public static bool AreInLabel(string text) => AreIn(text) || text.Contains('-', StringComparison.Ordinal) || Several().IsMatch(text);

    /// <summary>Whether a text has such a word.</summary>
    public static bool AreIn(string text) => Known().IsMatch(text);

    [GeneratedRegex(@"\b(?:all|any|every|each|cannot|can't)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Several();

    [GeneratedRegex(@"\b(?:tens|hundreds?|thousands?|millions?|billions?|trillions?|fails?|lakh|crore|dozen|score|squared|cubed|factorial|half|halves|third|thirds|fourths?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?|hundredths?|thousandths?|sqrt|root|log|ln|sin|cos|tan|cot|sec|csc|cis|arcsin|arccos|arctan|exp|negative|minus|plus|not|no|non|never|least|most|less|fewer|more|greater|larger|smaller|than|up|under|over|above|below|between|wrong|incorrect|invalid|except|excluding|only if|unless|if|when|twice|double|triple|thrice|multiples?|divided|odd|even|prime|composite|profit|loss|increase[sd]?|decrease[sd]?|gain|max|min|maximum|minimum|mod|modulo|north|south|east|west|to the left|to the right|infinitely|inverse|reciprocal|opposite|powers?|divisible|factors? of|everything|but|B\.?C\.?E?|A\.?D)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Known();
}
