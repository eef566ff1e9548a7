using System.Buffers;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>A piece of text, or the added token that stands there (then <paramref name="Text"/> is what it matched).</summary>
internal readonly record struct TextPiece(string Text, int? Token);

/// <summary>Finds added tokens in a text: leftmost first, and of those that begin there the longest.</summary>
internal sealed class AddedTokenMatcher
{
    private readonly SearchValues<char> _firsts;
    private readonly Dictionary<char, AddedToken[]> _byFirst;

    public AddedTokenMatcher(IEnumerable<AddedToken> tokens)
    {
        _byFirst = tokens.Where(t => t.Content.Length > 0)
            .GroupBy(t => t.Content[0])
            .ToDictionary(g => g.Key, g => g.OrderByDescending(t => t.Content.Length).ToArray());
        _firsts = SearchValues.Create([.. _byFirst.Keys]);
    }

    public IEnumerable<TextPiece> Split(string text)
    {
        var start = 0;
        for (var at = Next(text, 0); at >= 0;)
        {
            if (Match(text, at) is not { } token)
            {
                at = Next(text, at + 1);
                continue;
            }
            var (begin, end) = Extent(text, start, at, token);
            if (begin > start)
                yield return new TextPiece(text[start..begin], null);
            yield return new TextPiece(text[begin..end], token.Id);
            start = end;
            at = Next(text, end);
        }
        if (start < text.Length)
            yield return new TextPiece(start == 0 ? text : text[start..], null);
    }

    private int Next(string text, int from)
    {
        var offset = text.AsSpan(from).IndexOfAny(_firsts);
        return offset < 0 ? -1 : from + offset;
    }

    private AddedToken? Match(string text, int at)
    {
        foreach (var token in _byFirst[text[at]])
            if (string.CompareOrdinal(text, at, token.Content, 0, token.Content.Length) == 0)
                return token;
        return null;
    }

    private static (int Begin, int End) Extent(string text, int floor, int at, AddedToken token)
    {
        var (begin, end) = (at, at + token.Content.Length);
        while (token.StripLeft && begin > floor && char.IsWhiteSpace(text[begin - 1]))
            begin--;
        while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end]))
            end++;
        return (begin, end);
    }
}
