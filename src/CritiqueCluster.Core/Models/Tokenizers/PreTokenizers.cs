using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Splits text into the words that BPE merges within.</summary>
internal interface IPreTokenizer
{
    IEnumerable<string> Split(string text);
}

/// <summary>Each on the words of the one before.</summary>
internal sealed record SequencePreTokenizer(IReadOnlyList<IPreTokenizer> Parts) : IPreTokenizer
{
    public IEnumerable<string> Split(string text) =>
        Parts.Aggregate((IEnumerable<string>)[text], (words, part) => words.SelectMany(part.Split));
}

/// <summary>Every match of a pattern is a word, and so is what lies between two matches (unless it is to be removed).</summary>
internal sealed record RegexPreTokenizer(Regex Pattern, bool RemoveMatches = false) : IPreTokenizer
{
    public IEnumerable<string> Split(string text)
    {
        var start = 0;
        foreach (var (begin, length) in CodePointRegex.Matches(Pattern, text))
        {
            if (begin > start)
                yield return text[start..begin];
            if (!RemoveMatches && length > 0)
                yield return text.Substring(begin, length);
            start = begin + length;
        }
        if (start < text.Length)
            yield return text[start..];
    }
}

/// <summary>Turns each word into visible characters for its bytes (<see cref="ByteLevelAlphabet"/>).</summary>
/// <param name="AddPrefixSpace">Puts a space before a text that has none.</param>
/// <param name="Words">Splits into words first; null: not here.</param>
internal sealed record ByteLevelPreTokenizer(bool AddPrefixSpace, IPreTokenizer? Words) : IPreTokenizer
{
    public IEnumerable<string> Split(string text)
    {
        var whole = AddPrefixSpace && !text.StartsWith(' ') ? " " + text : text;
        return (Words?.Split(whole) ?? [whole]).Select(ByteLevelAlphabet.Encode);
    }
}

/// <summary>GPT-2's split into words.</summary>
internal static partial class Gpt2Words
{
    public static IPreTokenizer Splitter { get; } = new RegexPreTokenizer(Pattern());

    [GeneratedRegex(
        @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
