namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>A mathematical expression as it was written, before anything is computed.</summary>
internal abstract record Expression;

/// <summary>A written number.</summary>
/// <param name="Value">Its exact value.</param>
/// <param name="Digits">Significant digits, if it was written with a decimal point or an exponent; 0 for an integer.</param>
/// <param name="Places">Of such a number: the place of its last digit, counted behind the point.</param>
internal sealed record NumberExpression(Rational Value, int Digits = 0, int Places = 0) : Expression
{
    /// <summary>An integer.</summary>
    public static NumberExpression Of(long value) => new(Rational.Whole(value));
}

/// <summary>The constants that have a value of their own, and infinity, which only equals itself.</summary>
internal enum Constant
{
    /// <summary>The ratio of a circle's circumference to its diameter.</summary>
    Pi,

    /// <summary>Euler's number, the base of the natural logarithm.</summary>
    E,

    /// <summary>The imaginary unit.</summary>
    I,

    /// <summary>Positive infinity.</summary>
    Infinity,
}

/// <summary>A constant.</summary>
internal sealed record ConstantExpression(Constant Kind) : Expression;

/// <summary>A variable: a letter with its subscript and primes, or a name.</summary>
internal sealed record VariableExpression(string Name) : Expression;

/// <summary>One of <c>+ - * / ^</c>.</summary>
internal sealed record BinaryExpression(char Operator, Expression Left, Expression Right) : Expression;

/// <summary>A function of one or two arguments, by a name of <see cref="Functions"/>.</summary>
internal sealed record FunctionExpression(string Name, Expression Argument, Expression? Second = null) : Expression;
