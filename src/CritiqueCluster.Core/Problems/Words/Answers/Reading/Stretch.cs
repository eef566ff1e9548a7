namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Consecutive tokens of an answer.</summary>
/// <param name="Tokens">All tokens.</param>
/// <param name="Start">The first one of the stretch.</param>
/// <param name="End">The one after its last.</param>
internal readonly record struct Stretch(IReadOnlyList<Token> Tokens, int Start, int End)
{
    public int Count => End - Start;

    public Token First => this[0];

    public Token Last => this[Count - 1];

    public Token this[int index] => index >= 0 && index < Count ? Tokens[Start + index] : new Token(TokenKind.End, "", false);

    /// <summary>The part from one index to before another.</summary>
    public Stretch Slice(int from, int to) => this with { Start = Start + from, End = Start + to };

    /// <summary>The part from an index on.</summary>
    public Stretch From(int from) => Slice(from, Count);

    /// <summary>How deep brackets are nested by a token.</summary>
    public static int Depth(Token token) => token.Kind switch
    {
        TokenKind.Symbol => token.Text switch
        {
            "(" or "[" or "{" or Symbols.OpenSet or "⟨" or "⌊" or "⌈" => 1,
            ")" or "]" or "}" or Symbols.CloseSet or "⟩" or "⌋" or "⌉" => -1,
            _ => 0,
        },
        TokenKind.Environment => token.Text.StartsWith("begin", StringComparison.Ordinal) ? 1 : -1,
        _ => 0,
    };

    /// <summary>The index of the token that closes the bracket at the first token; −1 if it is not closed.</summary>
    public int ClosingFirst()
    {
        var depth = 0;
        for (var i = 0; i < Count; i++)
        {
            depth += Depth(this[i]);
            if (depth == 0)
                return i;
        }
        return -1;
    }

    /// <summary>Cuts the stretch at tokens outside of brackets.</summary>
    /// <param name="isSeparator">Whether a token separates.</param>
    /// <returns>The parts, and the separators between them.</returns>
    public (List<Stretch> Parts, List<Token> Separators) Split(Func<Token, bool> isSeparator)
    {
        var (parts, separators) = (new List<Stretch>(), new List<Token>());
        var (depth, start) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            depth += Depth(this[i]);
            if (depth != 0 || !isSeparator(this[i]))
                continue;
            parts.Add(Slice(start, i));
            separators.Add(this[i]);
            start = i + 1;
        }
        parts.Add(From(start));
        return (parts, separators);
    }
}
