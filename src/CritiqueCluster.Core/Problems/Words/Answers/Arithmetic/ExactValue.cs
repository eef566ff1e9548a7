using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>Computes expressions in exact rational numbers.</summary>
internal static class ExactValue
{
    /// <summary>Factorials and binomials of larger numbers have no exact value here.</summary>
    private const int LargestFactorial = 3_000;

    /// <summary>
    /// The exact value; null if the expression has a variable, an irrational part or a division by zero, or if the value would be longer
    /// than <see cref="Rational.MostBits"/>.
    /// </summary>
    public static Rational? Of(Expression expression) => expression switch
    {
        NumberExpression number => number.Value,
        BinaryExpression binary => OfBinary(binary),
        FunctionExpression function => OfFunction(function),
        _ => null,
    };

    /// <summary>The expression with every part that has an exact value replaced by it, so that nothing is computed twice.</summary>
    public static Expression Fold(Expression expression, WorkBudget budget)
    {
        Expression folded = expression switch
        {
            BinaryExpression binary => binary with { Left = Fold(binary.Left, budget), Right = Fold(binary.Right, budget) },
            FunctionExpression function => function with
            {
                Argument = Fold(function.Argument, budget),
                Second = function.Second is { } second ? Fold(second, budget) : null,
            },
            _ => expression,
        };
        if (folded is NumberExpression || budget.IsSpent || Of(folded) is not { } exact)
            return folded;
        budget.Spend((int)exact.Bits);
        return new NumberExpression(exact);
    }

    private static Rational? OfBinary(BinaryExpression binary)
    {
        if (Of(binary.Left) is not { } left || Of(binary.Right) is not { } right)
            return null;
        var value = binary.Operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => Rational.Divide(left, right),
            _ => Rational.Power(left, right),
        };
        return value is { Bits: <= Rational.MostBits } ? value : null;
    }

    private static Rational? OfFunction(FunctionExpression function)
    {
        if (Of(function.Argument) is not { } argument)
            return null;
        var second = function.Second is null ? null : Of(function.Second);
        if (function.Second is not null && second is null)
            return null;
        return function.Name switch
        {
            Functions.Percent => argument * Rational.Of(1, 100),
            Functions.Factorial => Factorial(argument),
            Functions.Binomial => Binomial(argument, second!.Value),
            Functions.Root when second is { IsInteger: true } degree && degree.Sign > 0 && degree.Numerator <= 64 =>
                Rational.ExactRoot(argument, (int)degree.Numerator),
            "sqrt" => Rational.ExactRoot(argument, 2),
            "cbrt" => Rational.ExactRoot(argument, 3),
            "abs" => argument.Sign < 0 ? -argument : argument,
            "floor" => Rational.Whole(argument.Floor()),
            "ceil" => Rational.Whole(-(-argument).Floor()),
            "max" => argument > second!.Value ? argument : second,
            "min" => argument < second!.Value ? argument : second,
            "gcd" when argument.IsInteger && second!.Value.IsInteger =>
                Rational.Whole(BigInteger.GreatestCommonDivisor(argument.Numerator, second.Value.Numerator)),
            "lcm" when argument.IsInteger && second!.Value.IsInteger => Lcm(argument.Numerator, second.Value.Numerator),
            _ => null,
        };
    }

    private static Rational? Lcm(BigInteger a, BigInteger b) =>
        a.IsZero || b.IsZero ? null : Rational.Whole(BigInteger.Abs(a / BigInteger.GreatestCommonDivisor(a, b) * b));

    private static Rational? Factorial(Rational n)
    {
        if (!n.IsInteger || n.Sign < 0 || n.Numerator > LargestFactorial)
            return null;
        var product = BigInteger.One;
        for (var i = 2; i <= (int)n.Numerator; i++)
            product *= i;
        return Rational.Whole(product);
    }

    private static Rational? Binomial(Rational n, Rational k)
    {
        if (!n.IsInteger || !k.IsInteger || n.Sign < 0 || k.Sign < 0 || n.Numerator > LargestFactorial)
            return null;
        if (k.Numerator > n.Numerator)
            return Rational.Whole(0);
        var (size, chosen) = ((int)n.Numerator, (int)BigInteger.Min(k.Numerator, n.Numerator - k.Numerator));
        var product = BigInteger.One;
        for (var i = 1; i <= chosen; i++)
            product = product * (size - chosen + i) / i;
        return Rational.Whole(product);
    }
}
