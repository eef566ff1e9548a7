using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>How two expressions were compared.</summary>
internal enum Evidence
{
    /// <summary>They differ, or it could not be decided.</summary>
    None,

    /// <summary>They are written alike.</summary>
    Written,

    /// <summary>Their exact values are equal.</summary>
    Exact,

    /// <summary>They are the same rational function, by exact arithmetic modulo primes.</summary>
    Identity,

    /// <summary>They agree to many digits, at several points if they have variables.</summary>
    Numeric,
}

/// <summary>
/// Decides whether expressions are equal: exactly where they are rational numbers or rational functions, else by bounds at high precision.
/// </summary>
/// <param name="budget">What all its decisions may cost together.</param>
internal sealed class ExpressionEquality(WorkBudget budget)
{
    private const int Kinds = 7;
    private const int Points = 2 * Kinds;
    private const int PointsNeeded = 3;
    private const int LeastBits = 192;
    private const int LargestSpread = 400;
    private const int MostBits = 8 * 1024;

    /// <summary>Whether something could not be decided, and was taken for unequal.</summary>
    public bool IsUndecided { get; private set; }

    /// <summary>The evidence that two expressions are equal wherever both are defined.</summary>
    public Evidence Compare(Expression left, Expression right)
    {
        if (left == right)
            return Evidence.Written;
        (left, right) = (ExactValue.Fold(left, budget), ExactValue.Fold(right, budget));
        if (ExactValue.Of(left) is { } a && ExactValue.Of(right) is { } b)
            return a == b ? Evidence.Exact : Evidence.None;
        if (PrimeField.CanCompute(left) && PrimeField.CanCompute(right))
            return SameFunction(left, right) ? Evidence.Identity : Evidence.None;
        return Agree(left, right) ? Evidence.Numeric : Evidence.None;
    }

    /// <summary>Whether two expressions are equal wherever both are defined.</summary>
    public bool Equal(Expression left, Expression right) => Compare(left, right) != Evidence.None;

    /// <summary>
    /// Whether one expression is a constant multiple of the other, not by 0 and with at least one variable: the equations "left = 0" and
    /// "right = 0" are the same.
    /// </summary>
    /// <param name="left">An expression.</param>
    /// <param name="right">Another one.</param>
    /// <param name="sign">1 or −1 if the factor must have that sign, 0 if either will do.</param>
    public bool Proportional(Expression left, Expression right, int sign = 0)
    {
        if (!HasVariable(left) || !HasVariable(right))
            return false;
        // left(p) · right(q) = left(q) · right(p) for a fixed point q and all p.
        if (Renamed(left, 1) is not { } leftThere || Renamed(right, 1) is not { } rightThere)
            return false;
        if (Equal(left, NumberExpression.Of(0)) || Equal(right, NumberExpression.Of(0)))
            return false;
        return Equal(new BinaryExpression('*', left, rightThere), new BinaryExpression('*', leftThere, right))
            && (sign == 0 || SignOf(new BinaryExpression('/', leftThere, rightThere)) == sign);
    }

    /// <summary>−1, 0 or 1 by the order of two real numbers; null if it can't be decided.</summary>
    public int? Order(Expression left, Expression right)
    {
        if (ExactValue.Of(left) is { } a && ExactValue.Of(right) is { } b)
            return a.CompareTo(b);
        if (HasVariable(left) || HasVariable(right))
            return null;
        return Equal(left, right) ? 0 : SignOf(new BinaryExpression('-', left, right));
    }

    /// <summary>How far a number is from another, relative to it, as bounds; null if either has no value.</summary>
    public bool Within(Expression left, Expression right, Rational relative)
    {
        var bits = LeastBits;
        var numeric = new NumericValue(bits, _ => Rational.Whole(0), budget);
        if (HasVariable(left) || HasVariable(right) || numeric.Of(left) is not { } a || numeric.Of(right) is not { } b)
            return false;
        var distance = ComplexInterval.Add(a, -b, bits).Magnitude;
        var limit = Interval.Multiply(Interval.Of(relative, bits), new Interval(b.Magnitude, b.Magnitude), bits).Low;
        return distance <= limit;
    }

    /// <summary>Whether a variable is in the expression.</summary>
    public static bool HasVariable(Expression expression) => expression switch
    {
        VariableExpression => true,
        BinaryExpression binary => HasVariable(binary.Left) || HasVariable(binary.Right),
        FunctionExpression function => HasVariable(function.Argument) || (function.Second is { } second && HasVariable(second)),
        _ => false,
    };

    private int? SignOf(Expression difference)
    {
        if (ExactValue.Of(difference) is { } exact)
            return exact.Sign;
        if (new NumericValue(LeastBits + 2 * Size(difference), _ => Rational.Whole(0), budget).Of(difference) is not { IsReal: true } value)
            return null;
        return value.Re.IsPositive ? 1 : value.Re.IsNegative ? -1 : null;
    }

    private static bool SameFunction(Expression left, Expression right)
    {
        foreach (var field in PrimeField.Fields)
        {
            var compared = 0;
            for (var point = 0; point < Points && compared < PointsNeeded; point++)
            {
                if (field.Of(left, point) is not { } a || field.Of(right, point) is not { } b)
                    continue;
                if (a != b)
                    return false;
                compared++;
            }
            if (compared < PointsNeeded)
                return false;
        }
        return true;
    }

    /// <summary>With variables, points where a side is not real say nothing against equality, unless the imaginary unit is written.</summary>
    private bool Agree(Expression left, Expression right)
    {
        var variables = HasVariable(left) || HasVariable(right);
        var mayBeComplex = !variables || HasImaginary(left) || HasImaginary(right);
        var needed = variables ? PointsNeeded : 1;
        var compared = 0;
        for (var point = 0; point < (variables ? Points : 1) && !budget.IsSpent; point++)
        {
            switch (AgreeAt(left, right, point, mayBeComplex))
            {
                case true:
                    compared++;
                    break;
                case false:
                    return false;
            }
        }
        IsUndecided |= compared < needed || budget.IsSpent;
        return compared >= needed && !budget.IsSpent;
    }

    /// <summary>
    /// Whether they agree at a point; null if one is undefined there. The precision grows with the size of the numbers, so that two
    /// numbers as near as √(n² + 1) and n are told apart.
    /// </summary>
    private bool? AgreeAt(Expression left, Expression right, int point, bool mayBeComplex)
    {
        var size = Math.Max(Size(left), Size(right));
        for (var bits = LeastBits + 4 * size; bits <= MostBits; bits *= 2)
        {
            var numeric = new NumericValue(bits, name => PointOf(name, point), budget);
            if (numeric.Of(left) is not { } a || numeric.Of(right) is not { } b)
                return null;
            if (point > 0 && numeric.Spread > LargestSpread)
                return null; // 2^n for a large n: other points say it for less
            var near = Near(a, b, LeastBits / 2 + 2L * size + numeric.Spread);
            if (!mayBeComplex && (!a.Im.ContainsZero || !b.Im.ContainsZero))
                return near == true ? true : null;
            if (near is not null)
                return near;
        }
        IsUndecided = true;
        return false;
    }

    /// <summary>False if they differ for certain, true if they cannot differ by more than 2^−<paramref name="wanted"/>, null if the bounds are too wide.</summary>
    private static bool? Near(ComplexInterval a, ComplexInterval b, long wanted)
    {
        var difference = ComplexInterval.Add(a, -b, int.MaxValue);
        if (!difference.ContainsZero)
            return false;
        return difference.Width.Sign == 0 || -difference.Width.Scale >= wanted ? true : null;
    }

    /// <summary>The bits of the largest number in the expression, once what is rational in it has been computed.</summary>
    private static int Size(Expression expression)
    {
        if (ExactValue.Of(expression) is { } exact)
            return (int)Math.Min(exact.Bits, MostBits);
        return expression switch
        {
            BinaryExpression binary => Math.Max(Size(binary.Left), Size(binary.Right)),
            FunctionExpression function => Math.Max(Size(function.Argument), function.Second is { } second ? Size(second) : 0),
            _ => 0,
        };
    }

    /// <summary>The expression with numbers for its variables; null if there is something that cannot be replaced.</summary>
    private static Expression? Renamed(Expression expression, int point) => expression switch
    {
        VariableExpression variable => new NumberExpression(PointOf(variable.Name, point)),
        BinaryExpression binary => Renamed(binary.Left, point) is { } left && Renamed(binary.Right, point) is { } right
            ? binary with { Left = left, Right = right }
            : null,
        FunctionExpression { Second: null } function => Renamed(function.Argument, point) is { } argument ? function with { Argument = argument } : null,
        FunctionExpression function => Renamed(function.Argument, point) is { } argument && Renamed(function.Second, point) is { } second
            ? function with { Argument = argument, Second = second }
            : null,
        _ => expression,
    };

    private static bool HasImaginary(Expression expression) => expression switch
    {
        ConstantExpression { Kind: Constant.I } => true,
        BinaryExpression binary => HasImaginary(binary.Left) || HasImaginary(binary.Right),
        FunctionExpression function => HasImaginary(function.Argument) || (function.Second is { } second && HasImaginary(second)),
        _ => false,
    };

    /// <summary>Points around 1, small, large, and integers; from the eighth on, the negatives of such points.</summary>
    private static Rational PointOf(string variable, int point)
    {
        var random = SplitMix64.Derive(point, variable);
        if (point % Kinds == 3)
            return Rational.Whole((point < Kinds ? 1 : -1) * (2 + (long)(random.Next() % 9)));
        var fraction = Rational.Of(new BigInteger(random.Next() >> 32) + 1, new BigInteger(1L << 32) + 2);
        var (start, span) = (point % Kinds) switch
        {
            0 => (Rational.Of(1, 2), 2),
            1 => (Rational.Whole(0), 1),
            2 => (Rational.Whole(3), 5),
            4 => (Rational.Whole(40), 3_000),
            5 => (Rational.Whole(2_000_000), 10_000_000),
            _ => (Rational.Of(1, 3), 1),
        };
        var value = start + fraction * Rational.Whole(span);
        return point < Kinds ? value : -value;
    }
}
