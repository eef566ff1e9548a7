namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>Computes expressions to a number of bits, as bounds, with values for their variables.</summary>
/// <param name="bits">The precision.</param>
/// <param name="valueOf">The value of a variable.</param>
/// <param name="budget">What the computation may cost.</param>
internal sealed class NumericValue(int bits, Func<string, Rational> valueOf, WorkBudget budget)
{
    /// <summary>The cost of a function, in operations.</summary>
    private const int FunctionCost = 8;

    /// <summary>
    /// The farthest that any part of the expression is from 1, as a power of two. A difference may be as small as its smallest part:
    /// e^1000 + 1 and e^1000 differ by 1, cosh 200 and e^200 / 2 by e^−200 / 2.
    /// </summary>
    public long Spread { get; private set; }

    /// <summary>The value; null where it is undefined, cannot be decided at this precision, or costs too much.</summary>
    public ComplexInterval? Of(Expression expression) => Noted(Computed(expression));

    private ComplexInterval? Noted(ComplexInterval? value)
    {
        if (value is { } known && known.Magnitude is { Sign: not 0 } magnitude && !known.ContainsZero)
            Spread = Math.Max(Spread, Math.Abs(magnitude.Scale));
        return value;
    }

    private ComplexInterval? Computed(Expression expression)
    {
        if (!budget.Spend(bits))
            return null;
        return expression switch
        {
            NumberExpression number => Real(number.Value),
            VariableExpression variable => Real(valueOf(variable.Name)),
            ConstantExpression { Kind: Constant.Pi } => ComplexInterval.Real(Elementary.Pi(bits)),
            ConstantExpression { Kind: Constant.E } => Elementary.Exp(BigFloat.One, bits) is { } e ? ComplexInterval.Real(e) : null,
            ConstantExpression { Kind: Constant.I } => ComplexInterval.I,
            BinaryExpression { Operator: '^' } power => Power(power),
            BinaryExpression binary => Binary(binary),
            FunctionExpression function => Apply(function),
            _ => null,
        };
    }

    private bool SpendOnFunction()
    {
        for (var i = 1; i < FunctionCost; i++)
            budget.Spend(bits);
        return !budget.IsSpent;
    }

    private ComplexInterval Real(Rational value) => ComplexInterval.Real(Interval.Of(value, bits));

    private ComplexInterval? Binary(BinaryExpression binary)
    {
        if (Of(binary.Left) is not { } left || Of(binary.Right) is not { } right || IsHuge(left) || IsHuge(right))
            return null;
        return binary.Operator switch
        {
            '+' => ComplexInterval.Add(left, right, bits),
            '-' => ComplexInterval.Add(left, -right, bits),
            '*' => ComplexInterval.Multiply(left, right, bits),
            _ => ComplexInterval.Divide(left, right, bits),
        };
    }

    private ComplexInterval? Power(BinaryExpression power)
    {
        if (Of(power.Left) is not { } root || IsHuge(root))
            return null;
        if (ExactValue.Of(power.Right) is { } exponent)
        {
            if (exponent.IsInteger)
                return exponent.Bits < 64 ? ComplexFunctions.Power(root, (long)exponent.Numerator, bits) : null;
            if (SpendOnFunction() && exponent.Numerator.GetBitLength() < 31 && exponent.Denominator < 1 << 16)
                return ComplexFunctions.Root(root, (int)exponent.Denominator, bits) is { } part
                    ? ComplexFunctions.Power(part, (long)exponent.Numerator, bits)
                    : null;
        }
        if (!SpendOnFunction())
            return null;
        if (power.Left is ConstantExpression { Kind: Constant.E })
            return Of(power.Right) is { } z ? ComplexFunctions.Exp(z, bits) : null;
        return Of(power.Right) is { } any ? ComplexFunctions.Power(root, any, bits) : null;
    }

    private ComplexInterval? Apply(FunctionExpression function)
    {
        if (function.Name is Functions.Factorial or Functions.Binomial)
            return ExactValue.Of(function) is { } exact ? Real(exact) : null;
        if (function.Name is "Re" or "Im" or "conj" && ExpressionEquality.HasVariable(function.Argument))
            return null; // variables have real values here
        if (Of(AngleOf(function)) is not { } z || IsHuge(z) || !SpendOnFunction())
            return null;
        return function.Second is null ? Apply(function.Name, z) : Of(function.Second) is { } second ? Apply(function, z, second) : null;
    }

    /// <summary>Inside a trigonometric function x° is x·π/180.</summary>
    private static Expression AngleOf(FunctionExpression function) =>
        Functions.TakesAngle(function.Name) ? InRadians(function.Argument) : function.Argument;

    private static Expression InRadians(Expression angle) => angle switch
    {
        FunctionExpression { Name: Functions.Degree } degree =>
            new BinaryExpression('*', degree.Argument, new BinaryExpression('/', new ConstantExpression(Constant.Pi), NumberExpression.Of(180))),
        BinaryExpression binary => binary with { Left = InRadians(binary.Left), Right = InRadians(binary.Right) },
        _ => angle,
    };

    private ComplexInterval? Apply(string name, ComplexInterval z) => name switch
    {
        Functions.Percent => ComplexInterval.Divide(z, ComplexInterval.Real(Interval.Of(100)), bits),
        "sqrt" => ComplexFunctions.Sqrt(z, bits),
        "cbrt" => ComplexFunctions.Root(z, 3, bits),
        "exp" => ComplexFunctions.Exp(z, bits),
        "ln" => ComplexFunctions.Ln(z, bits),
        "lg" => Logarithm(z, 10),
        "lb" => Logarithm(z, 2),
        "abs" => z.Norm(bits) is { } norm ? ComplexInterval.Real(norm) : null,
        "conj" => z with { Im = -z.Im },
        "Re" => ComplexInterval.Real(z.Re),
        "Im" => ComplexInterval.Real(z.Im),
        "floor" => Floor(z.Re, z.IsReal),
        "ceil" => Floor(-z.Re, z.IsReal) is { } floor ? -floor : null,
        "sin" => ComplexFunctions.SinCos(z, bits)?.Sin,
        "cos" => ComplexFunctions.SinCos(z, bits)?.Cos,
        "tan" => ComplexFunctions.SinCos(z, bits) is { } t ? ComplexInterval.Divide(t.Sin, t.Cos, bits) : null,
        "cot" => ComplexFunctions.SinCos(z, bits) is { } t ? ComplexInterval.Divide(t.Cos, t.Sin, bits) : null,
        "sec" => ComplexFunctions.SinCos(z, bits) is { } t ? Inverse(t.Cos) : null,
        "csc" => ComplexFunctions.SinCos(z, bits) is { } t ? Inverse(t.Sin) : null,
        "sinh" when Noted(ComplexFunctions.Exp(-z, bits)) is not null => ComplexFunctions.SinhCosh(z, bits)?.Sinh,
        "cosh" when Noted(ComplexFunctions.Exp(-z, bits)) is not null => ComplexFunctions.SinhCosh(z, bits)?.Cosh,
        "tanh" when Noted(ComplexFunctions.Exp(-ComplexInterval.Add(z, z, bits), bits)) is not null && ComplexFunctions.SinhCosh(z, bits) is { } h =>
            ComplexInterval.Divide(h.Sinh, h.Cosh, bits),
        "arcsin" => ComplexFunctions.Asin(z, bits),
        "arccos" => ComplexFunctions.Acos(z, bits),
        "arctan" => ComplexFunctions.Atan(z, bits),
        "arccot" => Inverse(z) is { } i ? ComplexFunctions.Atan(i, bits) : null,
        "arcsec" => Inverse(z) is { } i ? ComplexFunctions.Acos(i, bits) : null,
        "arccsc" => Inverse(z) is { } i ? ComplexFunctions.Asin(i, bits) : null,
        "arcsinh" => InverseHyperbolic(z, ComplexInterval.Real(Interval.One)),
        "arccosh" => InverseHyperbolic(z, -ComplexInterval.Real(Interval.One)),
        "arctanh" => Atanh(z),
        _ => null,
    };

    private ComplexInterval? Apply(FunctionExpression function, ComplexInterval z, ComplexInterval second) => function.Name switch
    {
        Functions.Root when ExactValue.Of(function.Second!) is { IsInteger: true, Sign: > 0 } degree && degree.Numerator < 1 << 16 =>
            ComplexFunctions.Root(z, (int)degree.Numerator, bits),
        Functions.Root => Inverse(second) is { } exponent ? ComplexFunctions.Power(z, exponent, bits) : null,
        Functions.Log => ComplexFunctions.Ln(z, bits) is { } top && ComplexFunctions.Ln(second, bits) is { } bottom
            ? ComplexInterval.Divide(top, bottom, bits)
            : null,
        "max" when z.IsReal && second.IsReal => ComplexInterval.Real(new Interval(Larger(z.Re.Low, second.Re.Low), Larger(z.Re.High, second.Re.High))),
        "min" when z.IsReal && second.IsReal =>
            ComplexInterval.Real(-new Interval(Larger(-z.Re.High, -second.Re.High), Larger(-z.Re.Low, -second.Re.Low))),
        _ => null,
    };

    private static BigFloat Larger(BigFloat a, BigFloat b) => a >= b ? a : b;

    private ComplexInterval? Inverse(ComplexInterval z) => ComplexInterval.Divide(ComplexInterval.Real(Interval.One), z, bits);

    private ComplexInterval? Logarithm(ComplexInterval z, int root) =>
        ComplexFunctions.Ln(z, bits) is { } top ? ComplexInterval.Divide(top, ComplexInterval.Real(Elementary.Ln(new BigFloat(root, 0), bits)), bits) : null;

    /// <summary>arcsinh and arccosh: ln(z + √(z² ± 1)).</summary>
    private ComplexInterval? InverseHyperbolic(ComplexInterval z, ComplexInterval one)
    {
        var square = ComplexInterval.Add(ComplexInterval.Multiply(z, z, bits), one, bits);
        return ComplexFunctions.Sqrt(square, bits) is { } root ? ComplexFunctions.Ln(ComplexInterval.Add(z, root, bits), bits) : null;
    }

    /// <summary>arctanh: ln((1 + z) / (1 − z)) / 2.</summary>
    private ComplexInterval? Atanh(ComplexInterval z)
    {
        var one = ComplexInterval.Real(Interval.One);
        return ComplexInterval.Divide(ComplexInterval.Add(one, z, bits), ComplexInterval.Add(one, -z, bits), bits) is { } ratio
            && ComplexFunctions.Ln(ratio, bits) is { } twice
                ? ComplexInterval.Divide(twice, ComplexInterval.Real(Interval.Of(2)), bits)
                : null;
    }

    /// <summary>The floor, if both bounds have the same.</summary>
    private static ComplexInterval? Floor(Interval x, bool isReal)
    {
        var (low, high) = (x.Low.ToFixed(0), x.High.ToFixed(0));
        return isReal && low == high ? ComplexInterval.Real(new Interval(new BigFloat(low, 0), new BigFloat(low, 0))) : null;
    }

    private static bool IsHuge(ComplexInterval z) => z.Magnitude.Sign != 0 && Math.Abs(z.Magnitude.Scale) > BigFloat.LargestExponent;
}
