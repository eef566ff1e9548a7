using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <content>Sums and products over an index, and numbers of combinations.</content>
internal sealed partial class ExpressionParser
{
    private const int MostTerms = 100;
    private const int LargestSeries = 3_000;

    /// <summary>
    /// <c>\sum_{k=1}^{n} k^2</c>: written out where the bounds are numbers, otherwise a variable of its own, whatever the index is called.
    /// The series goes as far as the term.
    /// </summary>
    private Expression? Series(string name)
    {
        if (!_cursor.Take("_") || !_cursor.Take("{") || _cursor.Next is not { Kind: TokenKind.Letters, Text: [var index] })
            return null;
        _cursor.Skip();
        if (!_cursor.Take("=") || Sum() is not { } from || !_cursor.Take("}") || !_cursor.Take("^") || Argument() is not { } to || Term() is not { } term || !HasOnlyPlain(term, index))
            return null;
        if (from is not NumberExpression { Value: { IsInteger: true } first } || to is not NumberExpression { Value: { IsInteger: true } last })
            return new VariableExpression($"{name}[{FormText.Of(from)}, {FormText.Of(to)}]({FormText.Of(Substituted(term, index, new VariableExpression("the index")))})");
        if (last.Numerator - first.Numerator >= MostTerms || Size(term) * (long)(last.Numerator - first.Numerator + 1) > LargestSeries)
            return null;
        Expression all = NumberExpression.Of(name == "sum" ? 0 : 1);
        for (var value = first.Numerator; value <= last.Numerator; value++)
            all = new BinaryExpression(name == "sum" ? '+' : '*', all, Substituted(term, index, new NumberExpression(Rational.Whole(value))));
        return all;
    }

    private static int Size(Expression expression) => expression switch
    {
        BinaryExpression binary => 1 + Size(binary.Left) + Size(binary.Right),
        FunctionExpression function => 1 + Size(function.Argument) + (function.Second is { } second ? Size(second) : 0),
        _ => 1,
    };

    /// <summary>Whether the index stands nowhere but alone or as a whole subscript. In <c>f(k)</c>, <c>a_{k+1}</c> or an inner series it could not be replaced.</summary>
    private static bool HasOnlyPlain(Expression expression, char index) => expression switch
    {
        VariableExpression { Name: [_] or [_, '_', _] } => true,
        VariableExpression variable => !variable.Name.Contains(index, StringComparison.Ordinal),
        BinaryExpression binary => HasOnlyPlain(binary.Left, index) && HasOnlyPlain(binary.Right, index),
        FunctionExpression function => HasOnlyPlain(function.Argument, index) && (function.Second is not { } second || HasOnlyPlain(second, index)),
        _ => true,
    };

    private static Expression Substituted(Expression expression, char name, Expression value) => expression switch
    {
        VariableExpression { Name: [var only] } when only == name => value,
        VariableExpression { Name: [.. var letter, '_', var only] } when only == name => new VariableExpression($"{letter}_{FormText.Of(value)}"),
        ConstantExpression { Kind: Constant.I } when name == 'i' => value,
        ConstantExpression { Kind: Constant.E } when name == 'e' => value,
        BinaryExpression binary => binary with { Left = Substituted(binary.Left, name, value), Right = Substituted(binary.Right, name, value) },
        FunctionExpression function => function with
        {
            Argument = Substituted(function.Argument, name, value),
            Second = function.Second is { } second ? Substituted(second, name, value) : null,
        },
        _ => expression,
    };

    /// <summary><c>C_n^k</c> and <c>C^k_n</c>: the lower number is the larger one. Null for a constant C with an exponent, which <c>C_1^2</c> may be.</summary>
    private Expression? Combinations()
    {
        var start = _cursor.At;
        _cursor.Skip();
        Expression? lower = null, upper = null;
        for (var i = 0; i < 2; i++)
        {
            if (lower is null && _cursor.Take("_"))
                lower = Argument();
            else if (upper is null && _cursor.Take("^"))
                upper = Argument();
        }
        var isConstant = lower is NumberExpression n && upper is NumberExpression k && !(k.Value < n.Value);
        if (lower is not null && upper is not null && !isConstant)
            return Apply(Functions.Binomial, lower, upper);
        _cursor.Return(start);
        return null;
    }

    /// <summary><c>{}_nC_k</c> and <c>{}^nC_k</c>; null if something else follows the empty braces.</summary>
    private Expression? PrefixedCombinations()
    {
        if (!(_cursor.Ahead(1).Is("}") && (_cursor.Ahead(2).Is("_") || _cursor.Ahead(2).Is("^"))))
            return null;
        for (var i = 0; i < 3; i++)
            _cursor.Skip();
        var of = Argument();
        if (_cursor.Next is not { Kind: TokenKind.Letters, Text: "C" })
            return null;
        _cursor.Skip();
        return _cursor.Take("_") ? Apply(Functions.Binomial, of, Argument()) : null;
    }
}
