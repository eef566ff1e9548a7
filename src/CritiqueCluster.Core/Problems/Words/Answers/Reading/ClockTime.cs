using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Reads times of day with their half: <c>3:30 p.m.</c>, <c>3 pm</c>.</summary>
internal static class ClockTime
{
    /// <summary>The time as a ratio of hours to minutes that is closed by AM or PM; null if the stretch is none.</summary>
    public static SequenceForm? Of(Stretch stretch)
    {
        if (Half(stretch) is not { } half)
            return null;
        var isFull = stretch.Count > 3 && stretch[1].Is(":") && stretch[2].Kind == TokenKind.Number;
        if (stretch.First.Kind != TokenKind.Number || !(isFull || stretch[1].Kind is TokenKind.Letters or TokenKind.Text))
            return null;
        return new SequenceForm(":", [Number(stretch.First), Number(isFull ? stretch[2] : new Token(TokenKind.Number, "0", false))], half);
    }

    private static ValueForm Number(Token token) => new(new NumberExpression(Rational.Parse(token.Text)));

    private static string? Half(Stretch stretch)
    {
        var written = "";
        for (var i = 1; i < stretch.Count; i++)
            if (stretch[i].Kind is TokenKind.Letters or TokenKind.Text)
                written += stretch[i].Text;
        var half = written.Replace(".", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return half is "AM" or "PM" ? half : null;
    }
}
