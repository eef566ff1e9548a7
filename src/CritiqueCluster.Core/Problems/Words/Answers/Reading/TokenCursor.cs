namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Walks over a stretch of tokens.</summary>
/// <param name="tokens">All tokens of an answer.</param>
/// <param name="start">The first one of the stretch.</param>
/// <param name="end">The one after its last.</param>
internal sealed class TokenCursor(IReadOnlyList<Token> tokens, int start, int end)
{
    private static readonly Token Ended = new(TokenKind.End, "", false);

    private Token? _rest;

    /// <summary>The index of the next token.</summary>
    public int At { get; private set; } = start;

    /// <summary>The next token; one of kind End after the last.</summary>
    public Token Next => _rest ?? Ahead(0);

    /// <summary>The token that many places after the next.</summary>
    public Token Ahead(int places) => At + places < end ? tokens[At + places] : Ended;

    public void Skip()
    {
        At++;
        _rest = null;
    }

    /// <summary>Passes over a symbol; false if another token follows.</summary>
    public bool Take(string symbol)
    {
        if (!Next.Is(symbol))
            return false;
        Skip();
        return true;
    }

    /// <summary>Passes over the first character of the next token: <c>\frac12</c> takes one digit twice.</summary>
    public char TakeCharacter()
    {
        var token = Next;
        if (token.Text.Length == 1)
            Skip();
        else
            _rest = token with { Text = token.Text[1..], Spaced = false };
        return token.Text[0];
    }

    /// <summary>Goes back to a token.</summary>
    public void Return(int to)
    {
        At = to;
        _rest = null;
    }
}
