using System.Globalization;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>
/// Reads LaTeX or plain arithmetic by recursive descent; whatever it does not know makes the whole text no expression.
/// sum = term {(+|-) term}; term = unary {[*|/] unary}; unary = [+|-] power; power = atom [^ exponent].
/// </summary>
internal sealed class ExpressionParser
{
    /// <summary>Longer letter runs are words and not products of variables.</summary>
    private const int LongestProduct = 3;

    private static readonly HashSet<string> Greek =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "nu", "phi", "rho", "sigma", "tau", "omega", "infty",
    ];

    private readonly string _text;
    private int _at;

    private ExpressionParser(string text) => _text = text;

    /// <summary>The expression that is the whole text; null if it is none.</summary>
    public static Expression? TryParse(string text)
    {
        var parser = new ExpressionParser(text);
        var expression = parser.Sum();
        return parser.Peek() == '\0' ? expression : null;
    }

    private Expression? Sum()
    {
        var left = Term();
        while (left is not null && Peek() is '+' or '-')
            left = Combine(_text[_at++], left, Term());
        return left;
    }

    private Expression? Term()
    {
        var left = Unary();
        while (left is not null)
        {
            if (Peek() is '*' or '/')
                left = Combine(_text[_at++], left, Unary());
            else if (StartsFactor())
                left = Combine('*', left, Power());
            else
                break;
        }
        return left;
    }

    private Expression? Unary()
    {
        if (Take('-'))
            return Combine('-', new NumberExpression(Rational.Whole(0)), Unary());
        return Take('+') ? Unary() : Power();
    }

    private Expression? Power()
    {
        var start = Atom();
        if (start is null || !Take('^'))
            return start;
        return Combine('^', start, Peek() == '{' ? Argument() : Unary());
    }

    private Expression? Atom() => Peek() switch
    {
        '(' => Group('(', ')'),
        '{' => Group('{', '}'),
        '\\' => Command(),
        '.' or (>= '0' and <= '9') => Number(),
        var c when char.IsAsciiLetter(c) => Letters(),
        _ => null,
    };

    private Expression? Group(char open, char close)
    {
        if (!Take(open))
            return null;
        var inside = Sum();
        return Take(close) ? inside : null;
    }

    private Expression? Command()
    {
        _at++;
        var name = LetterRun();
        _at += name.Length;
        return name switch
        {
            "frac" => Combine('/', Argument(), Argument()),
            "sqrt" when Peek() == '[' => Root(),
            "sqrt" => Apply(name, Argument()),
            "pi" => Pi,
            _ when ExpressionValue.Functions.ContainsKey(name) => Apply(name, Power()),
            _ when Greek.Contains(name) => new VariableExpression(name + Subscript()),
            _ => null,
        };
    }

    private BinaryExpression? Root()
    {
        var degree = Group('[', ']');
        return Combine('^', Argument(), Combine('/', new NumberExpression(Rational.Whole(1)), degree));
    }

    /// <summary>What a command takes: a group, or else one digit, letter or command.</summary>
    private Expression? Argument()
    {
        var next = Peek();
        if (next == '{')
            return Group('{', '}');
        if (char.IsAsciiDigit(next))
            return new NumberExpression(Rational.Whole(_text[_at++] - '0'));
        if (!char.IsAsciiLetter(next))
            return next is '\\' or '(' ? Atom() : null;
        return new VariableExpression(_text[_at++].ToString());
    }

    /// <summary>A number; a whole one with a fraction of numbers right behind it is a mixed number.</summary>
    private Expression? Number()
    {
        var digits = Digits();
        var number = digits == "." ? null : new NumberExpression(Rational.Parse(digits));
        if (number is null || digits.Contains('.', StringComparison.Ordinal) || !Follows("\\frac"))
            return number;
        var start = _at;
        return Command() is BinaryExpression { Left: NumberExpression, Right: NumberExpression } fraction
            ? Combine('+', number, fraction)
            : Back(start, number);
    }

    private NumberExpression Back(int start, NumberExpression number)
    {
        _at = start;
        return number;
    }

    private string Digits()
    {
        var start = _at;
        var points = 0;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || (_text[_at] == '.' && points++ == 0)))
            _at++;
        return _text[start.._at];
    }

    private Expression? Letters()
    {
        var run = LetterRun();
        if (run == "pi")
        {
            _at += run.Length;
            return Pi;
        }
        if (ExpressionValue.Functions.ContainsKey(run))
        {
            _at += run.Length;
            return Apply(run, Power());
        }
        if (run.Length > LongestProduct)
            return null;
        return new VariableExpression(_text[_at++] + Subscript());
    }

    private string LetterRun()
    {
        var end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        return _text[_at..end];
    }

    /// <summary>The rest of a variable's name: <c>_1</c>, <c>_{12}</c>; empty if there is none.</summary>
    private string Subscript()
    {
        if (_at >= _text.Length || _text[_at] != '_')
            return "";
        var start = ++_at;
        var close = _at < _text.Length && _text[_at] == '{' ? _text.IndexOf('}', _at) : _at;
        _at = close < 0 ? _text.Length : Math.Min(close + 1, _text.Length);
        return string.Create(CultureInfo.InvariantCulture, $"_{_text[start.._at].Trim('{', '}')}");
    }

    /// <summary>Whether a factor follows without a sign; two numbers side by side are no product.</summary>
    private bool StartsFactor()
    {
        var next = Peek();
        var afterNumber = _text[.._at].TrimEnd() is [.., var last] && (char.IsAsciiDigit(last) || last == '.');
        return next is '(' or '{' or '\\' || char.IsAsciiLetter(next) || (!afterNumber && (char.IsAsciiDigit(next) || next == '.'));
    }

    private bool Follows(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private bool Take(char wanted)
    {
        if (Peek() != wanted)
            return false;
        _at++;
        return true;
    }

    /// <summary>The next character that is no white space, which is passed over; zero at the end.</summary>
    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private static FunctionExpression Pi => new("pi", new NumberExpression(Rational.Whole(0)));

    private static FunctionExpression? Apply(string name, Expression? argument) =>
        argument is null ? null : new FunctionExpression(name, argument);

    private static BinaryExpression? Combine(char operation, Expression? left, Expression? right) =>
        left is null || right is null ? null : new BinaryExpression(operation, left, right);
}
