using System.Globalization;
using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>An exact fraction in lowest terms, denominator positive.</summary>
internal readonly record struct Rational
{
    private const int MostExponent = 256;
    private const long MostBits = 8192;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * (denominator.Sign < 0 ? -1 : 1);
        (Numerator, Denominator) = (numerator / divisor, denominator / divisor);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public static Rational Whole(BigInteger value) => new(value, BigInteger.One);

    /// <summary>Reads <c>12</c>, <c>12.50</c>, <c>.5</c> or <c>12.</c>.</summary>
    public static Rational Parse(string digits)
    {
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            return Whole(BigInteger.Parse(digits, CultureInfo.InvariantCulture));
        var all = BigInteger.Parse("0" + digits.Remove(point, 1), CultureInfo.InvariantCulture);
        return new Rational(all, BigInteger.Pow(10, digits.Length - point - 1));
    }

    public static Rational operator +(Rational a, Rational b) =>
        new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The quotient; null by zero.</summary>
    public static Rational? Divide(Rational a, Rational b) =>
        b.Numerator.IsZero ? null : new Rational(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>The power; null where it is not rational, undefined or unreasonably long.</summary>
    public static Rational? Power(Rational a, Rational exponent)
    {
        if (!exponent.Denominator.IsOne || BigInteger.Abs(exponent.Numerator) > MostExponent)
            return null;
        var times = (int)BigInteger.Abs(exponent.Numerator);
        if ((a.Numerator.GetBitLength() + a.Denominator.GetBitLength()) * times > MostBits)
            return null;
        var raised = new Rational(BigInteger.Pow(a.Numerator, times), BigInteger.Pow(a.Denominator, times));
        return exponent.Numerator.Sign < 0 ? Divide(Whole(1), raised) : raised;
    }

    /// <summary>The nearest double, or close to it where numerator or denominator is beyond a double's range.</summary>
    public double ToDouble()
    {
        var shift = (int)Math.Max(0, Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength()) - 1000);
        return (double)(Numerator >> shift) / (double)(Denominator >> shift);
    }

    public override string ToString() => Denominator.IsOne
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");
}
