namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>
/// A real number between two bounds. Every operation rounds outwards, so the true result always lies within the bounds of the computed one.
/// </summary>
internal readonly record struct Interval(BigFloat Low, BigFloat High)
{
    public static readonly Interval Zero = new(BigFloat.Zero, BigFloat.Zero);
    public static readonly Interval One = new(BigFloat.One, BigFloat.One);

    /// <summary>Whether it is exactly 0.</summary>
    public bool IsZero => Low.Sign == 0 && High.Sign == 0;

    public bool IsPositive => Low.Sign > 0;

    public bool IsNegative => High.Sign < 0;

    public bool ContainsZero => Low.Sign <= 0 && High.Sign >= 0;

    public BigFloat Width => High - Low;

    /// <summary>The largest distance from 0.</summary>
    public BigFloat Magnitude => High >= -Low ? High : -Low;

    public static Interval Of(int value) => new(new BigFloat(value, 0), new BigFloat(value, 0));

    public static Interval Of(Rational value, int bits)
    {
        var (top, bottom) = (new BigFloat(value.Numerator, 0), new BigFloat(value.Denominator, 0));
        return value.IsInteger
            ? new Interval(top.Down(bits), top.Up(bits))
            : new Interval(BigFloat.DivideDown(top, bottom, bits).Down(bits), (-BigFloat.DivideDown(-top, bottom, bits)).Up(bits));
    }

    public static Interval operator -(Interval a) => new(-a.High, -a.Low);

    public static Interval Add(Interval a, Interval b, int bits) => new((a.Low + b.Low).Down(bits), (a.High + b.High).Up(bits));

    public static Interval Subtract(Interval a, Interval b, int bits) => Add(a, -b, bits);

    public static Interval Multiply(Interval a, Interval b, int bits)
    {
        if (a.IsZero || b.IsZero)
            return Zero;
        var (low, high) = a.Low.Sign >= 0 && b.Low.Sign >= 0 ? (a.Low * b.Low, a.High * b.High) : Extremes(a, b);
        return new Interval(low.Down(bits), high.Up(bits));
    }

    /// <summary>The quotient; null if the divisor may be 0.</summary>
    public static Interval? Divide(Interval a, Interval b, int bits)
    {
        if (b.ContainsZero)
            return null;
        var inverse = new Interval(
            BigFloat.DivideDown(BigFloat.One, b.High, bits).Down(bits), (-BigFloat.DivideDown(-BigFloat.One, b.Low, bits)).Up(bits));
        return Multiply(a, inverse, bits);
    }

    /// <summary>The square root of the part that is not negative; null if there is none.</summary>
    public static Interval? Root(Interval a, int bits)
    {
        if (a.IsNegative)
            return null;
        var low = a.Low.Sign <= 0 ? BigFloat.Zero : SquareRoot(a.Low, bits);
        var high = SquareRoot(a.High, bits);
        return new Interval(low, a.High.Sign == 0 ? BigFloat.Zero : new BigFloat(high.Mantissa + 1, high.Exponent));
    }

    private static (BigFloat Low, BigFloat High) Extremes(Interval a, Interval b)
    {
        var low = a.Low * b.Low;
        var high = low;
        foreach (var product in (ReadOnlySpan<BigFloat>)[a.Low * b.High, a.High * b.Low, a.High * b.High])
            (low, high) = (product < low ? product : low, product > high ? product : high);
        return (low, high);
    }

    /// <summary>The square root, rounded down at its last bit.</summary>
    private static BigFloat SquareRoot(BigFloat a, int bits)
    {
        if (a.Sign == 0)
            return BigFloat.Zero;
        var shift = (int)Math.Max(0, 2L * bits + 2 - a.Mantissa.GetBitLength());
        shift += (a.Exponent - shift) & 1;
        return new BigFloat(BigFloat.IntegerRoot(a.Mantissa << shift), (a.Exponent - shift) / 2);
    }
}
