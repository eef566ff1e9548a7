using System.Numerics;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <content>Numbers, letters and groups.</content>
internal sealed partial class ExpressionParser
{
    /// <summary>Larger powers of ten behind <c>e</c> are no numbers.</summary>
    private const int LargestPowerOfTen = 5_000;

    private static readonly HashSet<string> Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau",
        "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell", "hbar", "aleph",
    ];

    private bool _afterNumber;

    private Expression? Atom()
    {
        var next = _cursor.Next;
        var value = next.Kind switch
        {
            TokenKind.Number => Number(),
            TokenKind.Letters => Letters(),
            TokenKind.Command => Command(),
            TokenKind.Symbol => Symbol(next.Text),
            _ => null,
        };
        _afterNumber = next.Kind == TokenKind.Number;
        return value;
    }

    private Expression? Symbol(string symbol)
    {
        switch (symbol)
        {
            case "(":
                return Group("(", ")");
            case "[":
                return Group("[", "]");
            case "{":
                return PrefixedCombinations() ?? Group("{", "}");
            case "⌊":
                return Apply("floor", Group("⌊", "⌋"));
            case "⌈":
                return Apply("ceil", Group("⌈", "⌉"));
            case "|":
                _bars++;
                var inside = Group("|", "|");
                _bars--;
                return Apply("abs", inside);
            case "√":
                _cursor.Skip();
                return Apply("sqrt", Atom());
            case "∛":
                _cursor.Skip();
                return Apply("cbrt", Atom());
            case "∜":
                _cursor.Skip();
                return Apply(Functions.Root, Atom(), NumberExpression.Of(4));
            case "∞":
                _cursor.Skip();
                return new ConstantExpression(Constant.Infinity);
            case "…":
                _cursor.Skip();
                return new VariableExpression(symbol);
            default:
                return null;
        }
    }

    private Expression? Group(string open, string close)
    {
        if (!_cursor.Take(open))
            return null;
        var inside = Chosen(Sum());
        return _cursor.Take(close) ? inside : null;
    }

    /// <summary>A number; a whole one with a smaller fraction right behind it is a mixed number.</summary>
    private Expression? Number()
    {
        var token = _cursor.Next;
        _cursor.Skip();
        if (Value(token) is not { } number)
            return null;
        if (_options.EulerExponent && token.Exponent is { } power)
            return Combine('+', Combine('*', number, new ConstantExpression(Constant.E)), NumberExpression.Of(power));
        if (token.Text.Contains('.', StringComparison.Ordinal))
            return Repeating(token.Text) ?? number;
        return token.Exponent is null ? Mixed(number) : number;
    }

    private NumberExpression? Value(Token token)
    {
        var point = token.Text.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : token.Text.Length - point - 1;
        var value = Rational.Parse(token.Text);
        if (token.Exponent is not { } power || _options.EulerExponent)
            return new NumberExpression(value, point < 0 ? 0 : token.Text.TrimStart('0', '.').Length - (token.Text[0] is '0' or '.' ? 0 : 1), places);
        if (Math.Abs(power) > LargestPowerOfTen)
            return null;
        var scale = Rational.Power(Rational.Whole(10), Rational.Whole(power))!.Value;
        return new NumberExpression(value * scale, token.Text.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length, places - power);
    }

    /// <summary>Digits that repeat without end: <c>0.1\overline{6}</c>, or <c>0.333…</c> where a block is written often enough.</summary>
    private NumberExpression? Repeating(string written)
    {
        var point = written.IndexOf('.', StringComparison.Ordinal);
        if (_cursor.Next is { Kind: TokenKind.Command, Text: "overline" or "bar" or "dot", Spaced: false })
        {
            var block = _cursor.Ahead(1) is { Kind: TokenKind.Number } bare ? bare.Text : _cursor.Ahead(2).Text;
            var braced = _cursor.Ahead(1).Is("{");
            if (block.Length == 0 || !block.All(char.IsAsciiDigit) || (braced && !_cursor.Ahead(3).Is("}")))
                return null;
            for (var i = 0; i < (braced ? 4 : 2); i++)
                _cursor.Skip();
            return new NumberExpression(WithRepetition(written, point, block));
        }
        if (!_cursor.Next.Is("…"))
            return null;
        var part = written[(point + 1)..];
        for (var length = 1; length <= part.Length / 2; length++)
        {
            var block = part[^length..];
            var times = 1;
            while ((times + 1) * length <= part.Length && part.AsSpan(part.Length - (times + 1) * length, length).SequenceEqual(block))
                times++;
            if (times < 2 || times * length < 3)
                continue;
            _cursor.Skip();
            return new NumberExpression(WithRepetition(written[..^(times * length)], point, block));
        }
        return null;
    }

    private static Rational WithRepetition(string written, int point, string block)
    {
        var places = written.Length - point - 1;
        var repeated = Rational.Of(BigInteger.Parse(block, System.Globalization.CultureInfo.InvariantCulture), BigInteger.Pow(10, block.Length) - 1);
        return Rational.Parse(written) + repeated * Rational.Of(1, BigInteger.Pow(10, places));
    }

    private Expression? Mixed(NumberExpression whole)
    {
        var start = _cursor.At;
        if (_cursor.Next is { Kind: TokenKind.Command, Text: "frac" } && Command() is BinaryExpression { Left: NumberExpression top, Right: NumberExpression bottom })
        {
            if (IsProper(top, bottom))
                return Combine('+', whole, Combine('/', top, bottom));
        }
        else if (_cursor.Next is { Kind: TokenKind.Number, Spaced: true, Exponent: null } plainTop && _cursor.Ahead(1).Is("/")
            && _cursor.Ahead(2) is { Kind: TokenKind.Number } plainBottom
            && Value(plainTop) is { } first && Value(plainBottom) is { } second && IsProper(first, second))
        {
            for (var i = 0; i < 3; i++)
                _cursor.Skip();
            return Combine('+', whole, Combine('/', first, second));
        }
        _cursor.Return(start);
        return whole;
    }

    private static bool IsProper(NumberExpression top, NumberExpression bottom) =>
        top.Value.IsInteger && bottom.Value.IsInteger && top.Value.Sign > 0 && top.Value < bottom.Value;

    /// <summary>A run of letters: a function, a constant, or variables side by side.</summary>
    private Expression? Letters()
    {
        var run = _cursor.Next.Text;
        if (Words.IsConjunction(run))
            return null;
        if (run is "pi" or "Pi")
            return Take(Constant.Pi);
        if (run is "infinity" or "infty" or "inf" or "oo" or "Infinity")
            return Take(Constant.Infinity);
        if (Greek.Contains(run))
            return GreekLetter(run);
        if (Functions.Named(run) is { } function)
        {
            _cursor.Skip();
            return Call(function);
        }
        if (FunctionPrefix(run) is { } prefix)
        {
            for (var i = 0; i < prefix.Length; i++)
                _cursor.TakeCharacter();
            return Call(prefix);
        }
        if (run == "C" && Combinations() is { } combinations)
            return combinations;
        if (run.Length is 2 or 3 && run.All(char.IsAsciiLetterUpper))
        {
            _cursor.Skip(); // AB is the name of a segment
            return Variable(run);
        }
        if (!Words.IsProduct(run))
            return null;
        return IsFunctionOfSomething(run) ? Unknown() : Letter(_cursor.TakeCharacter());
    }

    /// <summary>Whether a letter with brackets behind it is a function that nothing is known of, and not a factor.</summary>
    private bool IsFunctionOfSomething(string letter)
    {
        var primes = 1;
        while (_cursor.Ahead(primes).Is("'"))
            primes++;
        var isBracketed = _cursor.Ahead(primes) is { Kind: TokenKind.Symbol, Text: "(", Spaced: false };
        return isBracketed && (letter is "f" or "g" or "F" or "G" or "phi" or "zeta" or "sigma" or "tau" or "Gamma" or "varphi"
            || (letter is "h" or "P" or "p" or "q" or "E" or "d" or "a" or "T" or "S" && _cursor.Ahead(primes + 2).Is(")")));
    }

    /// <summary>An unknown function of an argument is a variable of its own: <c>f(2x)</c> is not 2·f(x).</summary>
    private VariableExpression? Unknown()
    {
        var name = _cursor.Next.Text;
        _cursor.Skip();
        while (_cursor.Take("'"))
            name += "'";
        var arguments = Listed();
        return arguments.Count == 0 || arguments.Contains(null)
            ? null
            : new VariableExpression($"{name}({string.Join(", ", arguments.Select(a => Forms.FormText.Of(a!)))})");
    }

    private VariableExpression? GreekLetter(string name)
    {
        if (IsFunctionOfSomething(name))
            return Unknown();
        _cursor.Skip();
        return Variable(name);
    }

    private Expression Letter(char letter) => letter switch
    {
        'e' when !_cursor.Next.Is("_") => new ConstantExpression(Arithmetic.Constant.E),
        'i' when !_cursor.Next.Is("_") => new ConstantExpression(Arithmetic.Constant.I),
        _ => Variable(letter.ToString()),
    };

    private ConstantExpression Take(Constant kind)
    {
        _cursor.Skip();
        return new ConstantExpression(kind);
    }

    /// <summary><c>sinx</c>, <c>lnx</c>: a function with its argument right behind it.</summary>
    private static string? FunctionPrefix(string run)
    {
        foreach (var name in (ReadOnlySpan<string>)["sin", "cos", "tan", "ln", "log", "sqrt"])
            if (run.Length == name.Length + 1 && run.StartsWith(name, StringComparison.Ordinal))
                return name;
        return null;
    }

    /// <summary>A variable with its subscript and primes.</summary>
    private VariableExpression Variable(string name)
    {
        while (_cursor.Take("'"))
            name += "'";
        return new VariableExpression(name + Subscript());
    }

    /// <summary>The rest of a variable's name: <c>_1</c>, <c>_{12}</c>; empty if there is none.</summary>
    private string Subscript()
    {
        if (!_cursor.Take("_"))
            return "";
        var subscript = "_";
        if (!_cursor.Next.Is("{"))
        {
            subscript += _cursor.Next.Text;
            _cursor.Skip();
            return subscript;
        }
        var depth = 0;
        do
        {
            depth += _cursor.Next switch { var t when t.Is("{") => 1, var t when t.Is("}") => -1, _ => 0 };
            if (!_cursor.Next.Is("{") && !_cursor.Next.Is("}"))
                subscript += _cursor.Next.Text;
            _cursor.Skip();
        }
        while (depth > 0 && _cursor.Next.Kind != TokenKind.End);
        return subscript;
    }
}
