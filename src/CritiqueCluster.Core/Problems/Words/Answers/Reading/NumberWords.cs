namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads whole numbers below a hundred that are written as words: <c>twelve</c>, <c>twenty-one</c>.</summary>
internal static class NumberWords
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    /// <summary>The number; null if the words are none.</summary>
    /// <param name="words">In lower case.</param>
    public static int? Value(string words)
    {
        foreach (var sign in (ReadOnlySpan<string>)["negative ", "minus "])
            if (words.StartsWith(sign, StringComparison.Ordinal))
                return -Positive(words[sign.Length..]);
        return Positive(words);
    }

    private static int? Positive(string words)
    {
        if (Array.IndexOf(Small, words) is >= 0 and var small)
            return small;
        var parts = words.Split('-', ' ');
        if (Array.IndexOf(Tens, parts[0]) is not (>= 0 and var tens))
            return null;
        var ones = parts.Length == 2 ? Array.IndexOf(Small, parts[1]) : 0;
        return parts.Length <= 2 && ones is >= 0 and <= 9 ? 20 + 10 * tens + ones : null;
    }
}
