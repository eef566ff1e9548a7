using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <content>Congruences, and functions that are defined piece by piece.</content>
internal sealed partial class AnswerParser
{
    /// <summary><c>x \equiv 3 \pmod 7</c> is the residue class of 3; <c>10 \bmod 7</c> is 3.</summary>
    private AnswerForm? Congruence(Stretch stretch)
    {
        var at = Enumerable.Range(0, stretch.Count).FirstOrDefault(i => stretch[i] is { Kind: TokenKind.Command or TokenKind.Letters or TokenKind.Text } word && word.Text.Trim() is "pmod" or "bmod" or "mod", 0);
        if (at == 0)
            return null;
        var (before, modulus) = (stretch.Slice(0, at), stretch.From(at + 1));
        if (before.Last.Is("(") && modulus.Count > 0 && modulus.Last.Is(")"))
            (before, modulus) = (before.Slice(0, before.Count - 1), modulus.Slice(0, modulus.Count - 1));
        var (sides, relations) = before.Split(t => t is { Kind: TokenKind.Command, Text: "equiv" } || t.Is("=") || t.Is("≡"));
        if (relations.Count > 1 || (relations.Count == 1 && NameOf(sides[0]) is null))
            return null; // 2x ≡ 3 and x ≢ 3 say something else
        if (sides[^1].Count == 0 || modulus.Count == 0 || Expression(sides[^1]) is not { } value || Expression(modulus) is not { } divisor)
            return null;
        var rest = ExactValue.Of(value) is { IsInteger: true } a && ExactValue.Of(divisor) is { IsInteger: true, Sign: > 0 } b
            ? new NumberExpression(Rational.Whole(((a.Numerator % b.Numerator) + b.Numerator) % b.Numerator))
            : null;
        if (stretch[at].Text == "bmod" && relations.Count == 0)
            return rest is null ? null : new ValueForm(rest);
        return new SequenceForm(SequenceForm.Residue, [new ValueForm(rest ?? value), new ValueForm(divisor)], "");
    }

    /// <summary>The values and conditions of <c>\begin{cases} x &amp; \text{if } x > 0 \\ … \end{cases}</c>; null if a row is something else.</summary>
    private SetForm? Pieces(Stretch inside)
    {
        var pieces = new List<AnswerForm>();
        foreach (var line in inside.Split(t => t.Is(Symbols.RowEnd)).Parts.Where(p => p.Count > 0))
        {
            if (line.Split(t => t.Is("&")).Parts is not [var value, var condition] || SetOperation(WithoutFrame(value)) is not { } form)
                return null;
            while (condition.Count > 1 && condition.First is { Kind: TokenKind.Text or TokenKind.Letters } word && word.Text.Trim() is "if" or "for" or "when" or "where" or "")
                condition = condition.From(1);
            var isRest = condition is { Count: > 0, First: { Kind: TokenKind.Text or TokenKind.Letters } rest } && rest.Text.Trim(' ', '.') is "otherwise" or "else";
            var given = isRest ? new TextForm("otherwise") : List(condition) ?? InWords(condition);
            pieces.Add(new SequenceForm(SequenceForm.Piece, [form, given], ""));
        }
        return pieces.Count > 0 ? new SetForm(pieces) : null;
    }

    /// <summary>A condition such as <c>n is odd</c>, without the words that say nothing.</summary>
    private static TextForm InWords(Stretch condition)
    {
        var words = Enumerable.Range(0, condition.Count).SelectMany(i => condition[i].Text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return new TextForm(string.Join(' ', words.Where(w => w is not ("if" or "when" or "for" or "is" or "." or ","))));
    }

    /// <summary>The determinant, by its first row.</summary>
    private static Expression Determinant(IReadOnlyList<IReadOnlyList<Expression>> rows)
    {
        if (rows.Count == 1)
            return rows[0][0];
        Expression sum = NumberExpression.Of(0);
        for (var column = 0; column < rows.Count; column++)
        {
            var minor = rows.Skip(1).Select(row => (IReadOnlyList<Expression>)[.. row.Where((_, i) => i != column)]).ToList();
            sum = new BinaryExpression(column % 2 == 0 ? '+' : '-', sum, new BinaryExpression('*', rows[0][column], Determinant(minor)));
        }
        return sum;
    }
}
