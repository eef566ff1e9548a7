using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <content>Commands and functions.</content>
internal sealed partial class ExpressionParser
{
    private Expression? Command()
    {
        var name = _cursor.Next.Text;
        if (Greek.Contains(name))
            return GreekLetter(name);
        if (name == "frac" && Derivative() is { } derivative)
            return derivative;
        _cursor.Skip();
        switch (name)
        {
            case "frac":
                return Combine('/', Argument(), Argument());
            case "binom":
                return Apply(Functions.Binomial, Argument(), Argument());
            case "sqrt" when _cursor.Next.Is("["):
                var degree = Group("[", "]");
                return Apply(Functions.Root, Argument(), degree);
            case "sqrt":
                return Apply(name, Argument());
            case "sum" or "prod":
                return Series(name);
            case "pi":
                return new ConstantExpression(Constant.Pi);
            case "imath":
                return new ConstantExpression(Constant.I);
            case "overline" or "bar" when IsConjugated():
                return Apply("conj", Group("{", "}"));
            case "vec" or "hat" or "bar" or "overline" or "tilde" or "dot" or "ddot" or "angle" or "triangle":
                return Decorated(name);
            default:
                if (Functions.Named(name) is { } function)
                    return Call(function);
                return null;
        }
    }

    /// <summary><c>\frac{dy}{dx}</c> is no quotient of products; null if it is something else.</summary>
    private VariableExpression? Derivative()
    {
        if (!(_cursor.Ahead(1).Is("{") && _cursor.Ahead(3).Is("}") && _cursor.Ahead(4).Is("{") && _cursor.Ahead(6).Is("}")))
            return null;
        var (top, bottom) = (_cursor.Ahead(2), _cursor.Ahead(5));
        if (top is not { Kind: TokenKind.Letters, Text: ['d'] or ['d', _] } || bottom is not { Kind: TokenKind.Letters, Text: ['d', _] })
            return null;
        for (var i = 0; i < 7; i++)
            _cursor.Skip();
        return new VariableExpression($"{top.Text}/{bottom.Text}");
    }

    /// <summary>Whether there is more than a name under a bar: the complex conjugate of it.</summary>
    private bool IsConjugated() => _cursor.Next.Is("{") && _cursor.Ahead(2) is { Kind: TokenKind.Symbol, Text: "+" or "-" };

    /// <summary>A letter with a sign over it or before it is a variable of its own.</summary>
    private VariableExpression? Decorated(string name)
    {
        var inside = "";
        if (_cursor.Take("{"))
        {
            while (_cursor.Next is { Kind: TokenKind.Letters or TokenKind.Command or TokenKind.Number } part)
            {
                inside += part.Text;
                _cursor.Skip();
            }
            if (!_cursor.Take("}"))
                return null;
        }
        else if (_cursor.Next is { Kind: TokenKind.Letters } letters)
        {
            inside = letters.Text;
            _cursor.Skip();
        }
        return inside.Length == 0 ? null : Variable($"{name} {inside}");
    }

    /// <summary>Reads the argument of a command: a group, or else one digit, letter or command.</summary>
    private Expression? Argument()
    {
        var next = _cursor.Next;
        switch (next.Kind)
        {
            case TokenKind.Number:
                return NumberExpression.Of(_cursor.TakeCharacter() - '0') is { Value: { Sign: >= 0 } } digit ? digit : null;
            case TokenKind.Letters when next.Text is not "pi" && Functions.Named(next.Text) is null:
                return Letter(_cursor.TakeCharacter());
            default:
                return next.Is("{") ? Group("{", "}") : Atom();
        }
    }

    /// <summary>
    /// A function with its exponent, base and argument: <c>\sin^2 x</c>, <c>\log_2 8</c>, <c>\ln(x+1)</c>. Without brackets the argument is
    /// what stands side by side: <c>\sin 2x \cos x</c> is sin(2x)·cos(x).
    /// </summary>
    private Expression? Call(string name)
    {
        Expression? exponent = null, root = null;
        for (var i = 0; i < 2; i++)
        {
            if (root is null && name is "log" or "lg" && _cursor.Take("_"))
                root = LogarithmBase();
            else if (exponent is null && _cursor.Next.Is("^") && name is not ("sqrt" or "cbrt"))
            {
                _cursor.Skip();
                exponent = _cursor.Next.Is("{") ? Group("{", "}") : _cursor.Next.Kind == TokenKind.Number ? Argument() : Sign();
            }
        }
        if (exponent is NumberExpression { Value: var value } && value == Rational.Whole(-1) && Functions.InverseOf(name) is { } inverse)
            (name, exponent) = (inverse, null);
        var call = Applied(name, root);
        return exponent is null ? call : Combine('^', call, exponent);
    }

    private Expression? LogarithmBase() => _cursor.Next switch
    {
        { Kind: TokenKind.Number } number => _cursor.Ahead(1) is { Spaced: false, Kind: TokenKind.Number } ? Argument() : NumberBase(number),
        _ => Argument(),
    };

    /// <summary><c>log_10 100</c>: a spaced argument shows where the base ends; <c>\log_28</c> is the base 2.</summary>
    private Expression? NumberBase(Token number)
    {
        if (number.Text.Length > 1 && _cursor.Ahead(1).Kind is TokenKind.End)
            return Argument();
        _cursor.Skip();
        return Value(number);
    }

    private Expression? Applied(string name, Expression? root)
    {
        var arguments = _cursor.Next.Is("(") || _cursor.Next.Is("{") || _cursor.Next.Is("[") || _cursor.Next.Is(Symbols.OpenSet) ? Listed() : [Unbracketed()];
        if (arguments.Count == 0 || arguments.Contains(null))
            return null;
        if (name is "max" or "min" or "gcd" or "lcm")
            return arguments.Count < 2 ? null : (FunctionExpression)arguments.Aggregate((a, b) => Apply(name, a, b))!;
        if (arguments.Count > 1)
            return name == "log" && arguments.Count == 2 ? Apply(Functions.Log, arguments[0], arguments[1]) : null;
        return name switch
        {
            "log" => Apply(Functions.Log, arguments[0], root ?? NumberExpression.Of(10)),
            "lg" when root is not null => Apply(Functions.Log, arguments[0], root),
            Functions.Cis when Size(arguments[0]!) > MostRepeated => null,
            Functions.Cis => Combine('+', Apply("cos", arguments[0]), Combine('*', new ConstantExpression(Constant.I), Apply("sin", arguments[0]))),
            _ => Apply(name, arguments[0]),
        };
    }

    private List<Expression?> Listed()
    {
        var close = _cursor.Next.Text switch { "(" => ")", "[" => "]", Symbols.OpenSet => Symbols.CloseSet, _ => "}" };
        _cursor.Skip();
        List<Expression?> arguments = [Sum()];
        while (_cursor.Take(","))
            arguments.Add(Sum());
        return _cursor.Take(close) ? arguments : [];
    }

    private Expression? Unbracketed()
    {
        if (++_depth > MostDepth)
            return null;
        var argument = _cursor.Next.Is("-") ? Sign() : Power();
        while (argument is not null && StartsFactor() && !StartsCall())
            argument = Combine('*', argument, Power());
        _depth--;
        return argument;
    }

    /// <summary>Whether the argument of a function without brackets ends here.</summary>
    private bool StartsCall()
    {
        var next = _cursor.Next;
        return next.Is("(") || next.Is("[") || next.Is("|") || (next.Kind is TokenKind.Command or TokenKind.Letters
            && (Functions.Named(next.Text) is not null and not "sqrt" || FunctionPrefix(next.Text) is not null));
    }
}
