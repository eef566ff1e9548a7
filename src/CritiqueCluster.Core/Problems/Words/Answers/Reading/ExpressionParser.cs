using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>
/// Reads LaTeX or plain arithmetic by recursive descent; whatever it does not know makes the whole stretch no expression.
/// sum = term {(+|−|±) term}; term = sign {[*|/] sign}; sign = [+|−|±] power; power = atom {! | ° | % | ^ sign}.
/// </summary>
internal sealed partial class ExpressionParser
{
    /// <summary>Deeper nesting is no expression.</summary>
    private const int MostDepth = 60;

    /// <summary>Binomial coefficients of a variable are polynomials below this degree.</summary>
    private const int MostFactors = 10;

    /// <summary>Larger arguments are not written several times into what stands for a function of them: nested, they would grow without bound.</summary>
    private const int MostRepeated = 30;

    private readonly TokenCursor _cursor;
    private readonly ReadingOptions _options;
    private int _depth;
    private int _bars;

    private ExpressionParser(TokenCursor cursor, ReadingOptions options) => (_cursor, _options) = (cursor, options);

    /// <summary>The expression that is the whole stretch of tokens; null if it is none.</summary>
    public static Expression? TryParse(IReadOnlyList<Token> tokens, int start, int end, ReadingOptions options)
    {
        var parser = new ExpressionParser(new TokenCursor(tokens, start, end), options);
        var expression = parser.Chosen(parser.Sum());
        return parser._cursor.Next.Kind == TokenKind.End ? expression : null;
    }

    /// <summary><c>n \choose k</c> and <c>a \over b</c> behind what stands above.</summary>
    private Expression? Chosen(Expression? above)
    {
        if (above is null || _cursor.Next is not { Kind: TokenKind.Command, Text: "choose" or "over" } command)
            return above;
        _cursor.Skip();
        return command.Text == "over" ? Combine('/', above, Sum()) : Apply(Functions.Binomial, above, Sum());
    }

    private Expression? Sum()
    {
        if (++_depth > MostDepth)
            return null;
        var left = Term();
        while (left is not null && _cursor.Next is { Kind: TokenKind.Symbol, Text: "+" or "-" or "±" or "∓" } sign)
        {
            _cursor.Skip();
            var right = Term();
            left = sign.Text switch
            {
                "±" => Combine('+', left, Apply(Functions.PlusMinus, right)),
                "∓" => Combine('+', left, Apply(Functions.MinusPlus, right)),
                _ => Combine(sign.Text[0], left, right),
            };
        }
        _depth--;
        return left;
    }

    private Expression? Term()
    {
        var left = Sign();
        while (left is not null)
        {
            if (_cursor.Next is { Kind: TokenKind.Symbol, Text: "*" or "/" } operation)
            {
                _cursor.Skip();
                left = Combine(operation.Text[0], left, Sign());
            }
            else if (StartsFactor())
                left = Combine('*', left, Power());
            else
                break;
        }
        return left;
    }

    private Expression? Sign()
    {
        if (++_depth > MostDepth)
            return null;
        var result = _cursor.Next is { Kind: TokenKind.Symbol } sign ? Signed(sign.Text) : Power();
        _depth--;
        return result;
    }

    private Expression? Signed(string sign)
    {
        if (sign is not ("-" or "+" or "±" or "∓"))
            return Power();
        _cursor.Skip();
        var value = Sign();
        return sign switch
        {
            "-" => Negate(value),
            "±" => Apply(Functions.PlusMinus, value),
            "∓" => Apply(Functions.MinusPlus, value),
            _ => value,
        };
    }

    private Expression? Power()
    {
        var value = Atom();
        while (value is not null)
        {
            if (_cursor.Take("!"))
                value = Apply(Functions.Factorial, value);
            else if (_cursor.Take("°"))
                value = Degrees(value);
            else if (_cursor.Take("%"))
                value = Apply(Functions.Percent, value);
            else if (_cursor.Next.Is("^"))
                value = Raised(value);
            else
                break;
            _afterNumber = false;
        }
        return value;
    }

    /// <summary>Reads a raised sign: a degree sign, or an exponent.</summary>
    private Expression? Raised(Expression value)
    {
        _cursor.Skip();
        var start = _cursor.At;
        var braced = _cursor.Take("{");
        var isDegree = _cursor.Next is { Kind: TokenKind.Command, Text: "circ" or "o" } || _cursor.Next.Is("°")
            || (_cursor.Next is { Kind: TokenKind.Text } text && text.Text.Trim() is "o" or "O");
        if (isDegree)
        {
            _cursor.Skip();
            return !braced || _cursor.Take("}") ? Degrees(value) : null;
        }
        _cursor.Return(start);
        return Combine('^', value, _cursor.Next.Is("{") ? Group("{", "}") : Sign());
    }

    /// <summary>A degree sign, with the scale of a temperature behind it.</summary>
    private FunctionExpression Degrees(Expression value)
    {
        if (_cursor.Next is { Kind: TokenKind.Letters, Text: "C" or "F" or "K" } && _cursor.Ahead(1).Kind == TokenKind.End)
            _cursor.Skip();
        return new FunctionExpression(Functions.Degree, value);
    }

    /// <summary>Whether a factor follows without a sign; two numbers side by side are no product.</summary>
    private bool StartsFactor()
    {
        var next = _cursor.Next;
        return next.Kind switch
        {
            TokenKind.Letters => true,
            TokenKind.Command => next.Text is not ("choose" or "over"),
            TokenKind.Number => !_afterNumber,
            TokenKind.Symbol => next.Text is "(" or "{" or "[" or "√" or "∛" or "∜" or "⌊" or "⌈" or "∞" || (next.Text == "|" && _bars == 0),
            _ => false,
        };
    }

    private static Expression? Negate(Expression? value)
    {
        if (value is NumberExpression number)
            return new NumberExpression(-number.Value, number.Digits, number.Places);
        return Combine('-', NumberExpression.Of(0), value);
    }

    private static FunctionExpression? Apply(string name, Expression? argument) =>
        argument is null ? null : new FunctionExpression(name, argument);

    private static Expression? Apply(string name, Expression? argument, Expression? second)
    {
        if (argument is null || second is null)
            return null;
        return name == Functions.Binomial ? Combinations(argument, second) : new FunctionExpression(name, argument, second);
    }

    /// <summary>The number of combinations; of a few out of a variable number, a polynomial.</summary>
    public static Expression Combinations(Expression argument, Expression second) =>
        second is NumberExpression { Value: { IsInteger: true, Sign: > 0 } below } && below < Rational.Whole(MostFactors) && Size(argument) <= MostRepeated && ExpressionEquality.HasVariable(argument)
            ? Polynomial(argument, (int)below.Numerator)
            : new FunctionExpression(Functions.Binomial, argument, second);

    /// <summary>The number of combinations of k things out of a variable number n: n(n − 1)⋯(n − k + 1)/k!.</summary>
    private static BinaryExpression Polynomial(Expression n, int k)
    {
        var product = n;
        for (var i = 1; i < k; i++)
            product = new BinaryExpression('*', new BinaryExpression('/', product, NumberExpression.Of(i)), new BinaryExpression('-', n, NumberExpression.Of(i)));
        return new BinaryExpression('/', product, NumberExpression.Of(k));
    }

    private static BinaryExpression? Combine(char operation, Expression? left, Expression? right) =>
        left is null || right is null ? null : new BinaryExpression(operation, left, right);
}
