namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>
/// Functions of complex numbers as bounds. Null means undefined there, or undecided because the rectangle crosses a branch cut.
/// Principal values throughout; a root or rational power of odd degree of a negative real number is the real one, as in school.
/// </summary>
internal static class ComplexFunctions
{
    private const int LargestRepeated = 1 << 20;

    public static ComplexInterval? Exp(ComplexInterval z, int bits)
    {
        if (Monotone(z.Re, Elementary.Exp, bits) is not { } size)
            return null;
        if (z.IsReal)
            return ComplexInterval.Real(size);
        return SinCos(z.Im, bits) is { } turn
            ? new ComplexInterval(Interval.Multiply(size, turn.Cos, bits), Interval.Multiply(size, turn.Sin, bits))
            : null;
    }

    public static ComplexInterval? Ln(ComplexInterval z, int bits)
    {
        if (z.ContainsZero || z.Norm(bits) is not { IsPositive: true } norm || Argument(z, bits) is not { } angle)
            return null;
        return new ComplexInterval(new Interval(Elementary.Ln(norm.Low, bits).Low, Elementary.Ln(norm.High, bits).High), angle);
    }

    public static ComplexInterval? Sqrt(ComplexInterval z, int bits)
    {
        if (!z.IsReal)
            return z.ContainsZero ? null : Power(z, ComplexInterval.Real(new Interval(new BigFloat(1, -1), new BigFloat(1, -1))), bits);
        var positive = Interval.Root(z.Re, bits) ?? Interval.Zero;
        var negative = z.Re.Low.Sign < 0 ? Interval.Root(-z.Re, bits) ?? Interval.Zero : Interval.Zero;
        if (positive.IsZero || negative.IsZero)
            return new ComplexInterval(positive, negative);
        return new ComplexInterval(positive with { Low = BigFloat.Zero }, negative with { Low = BigFloat.Zero });
    }

    /// <summary>The real root of odd degree of a real number; otherwise the principal root.</summary>
    public static ComplexInterval? Root(ComplexInterval z, int degree, int bits)
    {
        if (degree == 2)
            return Sqrt(z, bits);
        if (z.IsReal && z.Re.IsNegative && degree % 2 != 0)
            return Root(-z, degree, bits) is { } root ? -root : null;
        var exponent = Interval.Of(Rational.Of(1, degree), bits);
        return Power(z, ComplexInterval.Real(exponent), bits);
    }

    public static ComplexInterval? Power(ComplexInterval z, ComplexInterval exponent, int bits)
    {
        if (Ln(z, bits) is { } logarithm)
            return Exp(ComplexInterval.Multiply(logarithm, exponent, bits), bits);
        var isZero = z.Re.IsZero && z.Im.IsZero;
        return isZero && exponent.IsReal && exponent.Re.IsPositive ? z : null;
    }

    /// <summary>A power by repeated squaring.</summary>
    public static ComplexInterval? Power(ComplexInterval z, long exponent, int bits)
    {
        if (Math.Abs(exponent) > LargestRepeated)
            return null;
        var (result, square) = (ComplexInterval.Real(Interval.One), z);
        for (var rest = Math.Abs(exponent); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0)
                result = ComplexInterval.Multiply(result, square, bits);
            if (rest > 1)
                square = ComplexInterval.Multiply(square, square, bits);
            if (Math.Abs(square.Magnitude.Scale) > BigFloat.LargestExponent)
                return null;
        }
        return exponent < 0 ? ComplexInterval.Divide(ComplexInterval.Real(Interval.One), result, bits) : result;
    }

    /// <summary>sin z and cos z: sin(x + iy) = sin x cosh y + i cos x sinh y, cos(x + iy) = cos x cosh y − i sin x sinh y.</summary>
    public static (ComplexInterval Sin, ComplexInterval Cos)? SinCos(ComplexInterval z, int bits)
    {
        if (SinCos(z.Re, bits) is not { } real)
            return null;
        if (z.IsReal)
            return (ComplexInterval.Real(real.Sin), ComplexInterval.Real(real.Cos));
        if (SinhCosh(ComplexInterval.Real(z.Im), bits) is not { } other)
            return null;
        var (sinh, cosh) = (other.Sinh.Re, other.Cosh.Re);
        return (new ComplexInterval(Interval.Multiply(real.Sin, cosh, bits), Interval.Multiply(real.Cos, sinh, bits)),
            new ComplexInterval(Interval.Multiply(real.Cos, cosh, bits), -Interval.Multiply(real.Sin, sinh, bits)));
    }

    public static (ComplexInterval Sinh, ComplexInterval Cosh)? SinhCosh(ComplexInterval z, int bits)
    {
        if (Exp(z, bits) is not { } up || Exp(-z, bits) is not { } down)
            return null;
        var half = ComplexInterval.Real(new Interval(new BigFloat(1, -1), new BigFloat(1, -1)));
        return (ComplexInterval.Multiply(ComplexInterval.Add(up, -down, bits), half, bits),
            ComplexInterval.Multiply(ComplexInterval.Add(up, down, bits), half, bits));
    }

    /// <summary>arctan of a real number.</summary>
    public static ComplexInterval? Atan(ComplexInterval z, int bits) => z.IsReal ? ComplexInterval.Real(Atan(z.Re, bits)) : null;

    /// <summary>arcsin of a real number in [−1, 1]: arctan(x / √(1 − x²)).</summary>
    public static ComplexInterval? Asin(ComplexInterval z, int bits)
    {
        if (!z.IsReal || z.Re.Low > BigFloat.One || z.Re.High < -BigFloat.One)
            return null;
        var (low, high) = (AsinBound(z.Re.Low, bits), AsinBound(z.Re.High, bits));
        return ComplexInterval.Real(new Interval(low.Low, high.High));
    }

    /// <summary>arccos of a real number in [−1, 1].</summary>
    public static ComplexInterval? Acos(ComplexInterval z, int bits) => Asin(z, bits) is { } sine
        ? ComplexInterval.Real(Interval.Subtract(HalfPi(bits), sine.Re, bits))
        : null;

    private static Interval AsinBound(BigFloat x, int bits)
    {
        if (x >= BigFloat.One)
            return HalfPi(bits);
        if (x <= -BigFloat.One)
            return -HalfPi(bits);
        var at = new Interval(x, x);
        var root = Interval.Root(Interval.Subtract(Interval.One, Interval.Multiply(at, at, 2 * bits), 2 * bits), bits);
        return root is { } below && Interval.Divide(at, below, bits) is { } tangent ? Atan(tangent, bits) : x.Sign > 0 ? HalfPi(bits) : -HalfPi(bits);
    }

    private static Interval HalfPi(int bits)
    {
        var pi = Elementary.Pi(bits);
        return new Interval(pi.Low with { Exponent = pi.Low.Exponent - 1 }, pi.High with { Exponent = pi.High.Exponent - 1 });
    }

    private static Interval Atan(Interval x, int bits) => new(Elementary.Atan(x.Low, bits).Low, Elementary.Atan(x.High, bits).High);

    /// <summary>The angle in (−π, π]; null where the rectangle crosses the negative axis or holds 0.</summary>
    private static Interval? Argument(ComplexInterval z, int bits)
    {
        if (z.IsReal)
            return z.Re.IsPositive ? Interval.Zero : z.Re.IsNegative ? Elementary.Pi(bits) : null;
        if (z.Re.IsPositive)
            return Interval.Divide(z.Im, z.Re, bits) is { } slope ? Atan(slope, bits) : null;
        if (!z.Im.IsPositive && !z.Im.IsNegative)
            return null;
        if (Interval.Divide(z.Re, z.Im, bits) is not { } cotangent)
            return null;
        var right = z.Im.IsPositive ? HalfPi(bits) : -HalfPi(bits);
        return Interval.Subtract(right, Atan(cotangent, bits), bits);
    }

    /// <summary>sin and cos change by no more than their argument does, so the values in the middle and the half width bound them.</summary>
    private static (Interval Sin, Interval Cos)? SinCos(Interval x, int bits)
    {
        var sum = x.Low + x.High;
        var middle = sum with { Exponent = sum.Exponent - 1 };
        if (Elementary.SinCos(middle, bits) is not { } at)
            return null;
        var radius = x.Width.Up(32);
        return (Widened(at.Sin, radius, bits), Widened(at.Cos, radius, bits));
    }

    private static Interval Widened(Interval a, BigFloat radius, int bits) => radius.Sign == 0
        ? a
        : new Interval((a.Low - radius).Down(bits), (a.High + radius).Up(bits));

    private static Interval? Monotone(Interval x, Func<BigFloat, int, Interval?> function, int bits) =>
        function(x.Low, bits) is { } low && (x.Width.Sign == 0 ? low : function(x.High, bits)) is { } high ? new Interval(low.Low, high.High) : null;
}
