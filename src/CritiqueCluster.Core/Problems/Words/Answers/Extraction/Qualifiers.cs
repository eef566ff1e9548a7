using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Extraction;

/// <summary>Finds the words right beside a number or formula that change what it says, so that it is no answer: <c>not 5</c>, <c>at least 5</c>, <c>5 million</c>.</summary>
internal static partial class Qualifiers
{
    /// <summary>Characters before a number or formula that are looked at.</summary>
    private const int MostBefore = 200;

    /// <summary>Whether such words end where the number or formula begins.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the number or formula begins.</param>
    public static bool AreBefore(string text, int start)
    {
        var before = text[Math.Max(0, start - MostBefore)..start];
        return Denied().IsMatch(before) || Bounded().IsMatch(before) || Operated().IsMatch(before) || Part().IsMatch(before);
    }

    /// <summary>Whether such words begin where the number or formula ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="end">Where the number or formula ends.</param>
    public static bool AreBehind(string text, int end) => Behind().IsMatch(text, end);

    [GeneratedRegex(@"(?:\b(?:not|not even|never|hardly|cannot|can't|isn't|rules? out|ruled out|excludes?|excluded|excluding|except|but|contradiction (?:with|to)|other than|differs? from|unless|if|whether)(?:\s+(?:be|get|gets|equal|equals|equal to))?|n't(?:\s+(?:be|equal))?)[\s}{(]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Denied();

    [GeneratedRegex(@"\b(?:than|least|most|up to|over|under|exceeds?|between \S+ and)(?:\s+(?:equal|equals)(?:\s+to)?)?[\s}{(]*$", RegexOptions.IgnoreCase)]
    private static partial Regex Bounded();

    /// <summary>An operation that makes something else of the number.</summary>
    [GeneratedRegex(@"\b(?:base|start(?:ed|s|ing)? with|in every|divides|modulo|(?:third|half|quarter|square|cube|root|log|logarithm|reciprocal|inverse|opposite|negative|factorial|multiple|power|factor|divisor|absolute value)s? of(?: the number)?|[0-9]\s+(?:out\s+)?of(?:\s+(?:the|all|every))?|twice|double|triple|divi(?:sible|ded) by|cis|log|ln|sin|cos|tan|arcsin|arccos|arctan|sqrt)[\s}{(]*$|(?:[0-9]|\b[a-z])\s+(?:minus|plus|times)\s+$", RegexOptions.IgnoreCase)]
    private static partial Regex Operated();

    /// <summary>The first part of a span of years, or of a measure in two units.</summary>
    [GeneratedRegex(@"(?:^|\s)[0-9]+-$|[0-9]\s*(?:feet|foot|ft|yards?|pounds?|lbs?|dollars|hours?|days?|weeks?|months?|years?|minutes?)\s+(?:and\s+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Part();

    [GeneratedRegex(@"\G\s*(?:\\text\{)?\s*(?:squared|cubed|factorial|tenths?|hundredths?|halves|thirds|fourths|quarters|lakh|crore|score|dozen|tens|hundreds?|thousands?|millions?|billions?|trillions?|(?:(?!when\b|if\b)[a-z]+\s+)?(?:minus|plus|times|divided by)\s+(?:\\?\$)?(?:[0-9]|[a-z]\b)|and (?:a|one) (?:half|third|quarter|fourth)|or (?:more|less|fewer|greater)|is (?:wrong|incorrect|not|too|impossible|excluded|no)|of\s+\$?[0-9]+|(?:does|do|did|would|will) not|(?:doesn't|don't|didn't|wouldn't|isn't|can't|cannot|fails?)|(?:less|more) than \$?[a-z]\b)(?![a-z])|\G\+(?=\W*$)", RegexOptions.IgnoreCase)]
    private static partial Regex Behind();
}
