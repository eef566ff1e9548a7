namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>The kinds of tokens of an answer.</summary>
internal enum TokenKind
{
    /// <summary>Digits with at most one point, thousands separators removed.</summary>
    Number,

    /// <summary>A run of letters outside of a command.</summary>
    Letters,

    /// <summary>A LaTeX command, without its backslash.</summary>
    Command,

    /// <summary>The content of <c>\text{…}</c>.</summary>
    Text,

    /// <summary>An operator, bracket or separator; one sign for all its spellings.</summary>
    Symbol,

    /// <summary>The beginning or end of a LaTeX environment, <c>begin:pmatrix</c>.</summary>
    Environment,

    /// <summary>The end of the answer.</summary>
    End,
}

/// <summary>One token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text, in the one spelling that the parser knows.</param>
/// <param name="Spaced">Whether white space stands before it.</param>
/// <param name="Exponent">The power of ten of a number in scientific notation.</param>
internal readonly record struct Token(TokenKind Kind, string Text, bool Spaced, int? Exponent = null)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;
}
