using System.Numerics;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads numbers that are written as words: <c>twelve</c>, <c>one hundred and five</c>, <c>three quarters</c>, <c>two and a half</c>.</summary>
internal static class NumberWords
{
    private const int MostWords = 16;

    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly string[] Ordinals = ["FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH", "ELEVENTH", "TWELFTH"];

    private static readonly (string One, string Several, int Parts)[] Fractions =
    [
        ("half", "halves", 2), ("third", "thirds", 3), ("quarter", "quarters", 4), ("fourth", "fourths", 4), ("fifth", "fifths", 5), ("sixth", "sixths", 6),
        ("seventh", "sevenths", 7), ("eighth", "eighths", 8), ("ninth", "ninths", 9), ("tenth", "tenths", 10), ("twelfth", "twelfths", 12),
    ];

    /// <summary>The number; null if the words are none. "Third" alone is none: it may be an ordinal as well.</summary>
    /// <param name="words">In lower case.</param>
    public static Rational? Value(string words)
    {
        foreach (var sign in (ReadOnlySpan<string>)["negative ", "minus "])
            if (words.StartsWith(sign, StringComparison.Ordinal))
                return Positive(words[sign.Length..]) is { } value ? -value : null;
        return Positive(words);
    }

    /// <summary>The word for an ordinal in digits, <c>3rd</c>; null if the text is none, or a larger one.</summary>
    public static TextForm? Ordinal(string text)
    {
        var written = text.Trim(' ', '$', '.');
        var at = written.Length is > 2 and < 5 && int.TryParse(written[..^2], out var number) && number is > 0 and <= 12 && written[^2..] is "st" or "nd" or "rd" or "th" ? number : 0;
        return at == 0 ? null : new TextForm(Ordinals[at - 1]);
    }

    private static Rational? Positive(string words)
    {
        var parts = words.Split([' ', '-'], MostWords + 1);
        if (parts.Length > MostWords)
            return null;
        if (parts is ["half"])
            return Rational.Of(1, 2);
        var and = Array.LastIndexOf(parts, "and");
        if (and > 0 && Fraction(parts[(and + 1)..]) is { } rest && rest < Rational.Whole(1) && Whole(parts[..and]) is { } whole)
            return Rational.Whole(whole) + rest;
        return Fraction(parts) ?? (Whole(parts) is { } number ? Rational.Whole(number) : null);
    }

    /// <summary><c>a half</c>, <c>two thirds</c>. In <c>twenty-fifth</c> the singular shows that it is none.</summary>
    private static Rational? Fraction(string[] parts)
    {
        if (parts.Length != 2 || (parts[0] == "a" ? 1 : Array.IndexOf(Small, parts[0])) is not (> 0 and var top))
            return null;
        var kind = Array.FindIndex(Fractions, f => parts[1] == (top == 1 ? f.One : f.Several));
        return kind < 0 ? null : Rational.Of(top, Fractions[kind].Parts);
    }

    private static BigInteger? Whole(string[] parts)
    {
        if (parts.Length > 1 && parts[0] == "a")
            parts = ["one", .. parts[1..]];
        var (total, current, last, scale) = (BigInteger.Zero, 0, "", BigInteger.Pow(10, 12));
        for (var i = 0; i < parts.Length; i++)
        {
            var word = parts[i];
            if (word == "and" && last is "hundred" or "thousand" or "million" && i < parts.Length - 1)
                continue;
            if (Ones(word) is { } ones && (current % 100 == 0 || (ones < 10 && current % 100 >= 20 && current % 10 == 0)) && (ones > 0 || parts.Length == 1))
                current += ones;
            else if (word == "hundred" && current is > 0 and < 100)
                current *= 100;
            else if (word == "dozen" && current > 0 && total.IsZero && i == parts.Length - 1)
                current *= 12;
            else if (word is "thousand" or "million" or "billion" && MeaningfulWords.Scale(word) is { Numerator: var factor } && current > 0 && factor < scale)
                (total, current, scale) = (total + current * factor, 0, factor);
            else
                return null;
            last = word;
        }
        return total + current;
    }

    private static int? Ones(string word) => Array.IndexOf(Small, word) is >= 0 and var small
        ? small
        : Array.IndexOf(Tens, word) is >= 0 and var tens ? 20 + 10 * tens : null;
}
