using System.Globalization;
using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>An exact fraction in lowest terms, denominator positive.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    /// <summary>Longer results are not computed: the power says that it has no value.</summary>
    public const long MostBits = 1 << 16;

    private Rational(BigInteger numerator, BigInteger denominator)
    {
        if (!denominator.IsOne)
        {
            var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator) * (denominator.Sign < 0 ? -1 : 1);
            (numerator, denominator) = (numerator / divisor, denominator / divisor);
        }
        (Numerator, Denominator) = (numerator, denominator);
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator { get; }

    public bool IsInteger => Denominator.IsOne;

    public int Sign => Numerator.Sign;

    /// <summary>Bits of numerator and denominator together.</summary>
    public long Bits => Numerator.GetBitLength() + Denominator.GetBitLength();

    public static Rational Whole(BigInteger value) => new(value, BigInteger.One);

    /// <summary>A fraction.</summary>
    /// <param name="numerator">The numerator.</param>
    /// <param name="denominator">The denominator, not 0.</param>
    public static Rational Of(BigInteger numerator, BigInteger denominator) => new(numerator, denominator);

    /// <summary>Reads <c>12</c>, <c>12.50</c>, <c>.5</c> or <c>12.</c>, ASCII digits with at most one point.</summary>
    public static Rational Parse(ReadOnlySpan<char> digits)
    {
        var point = digits.IndexOf('.');
        if (point < 0)
            return Whole(BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
        var all = BigInteger.Parse($"0{digits[..point]}{digits[(point + 1)..]}", NumberStyles.None, CultureInfo.InvariantCulture);
        return new Rational(all, BigInteger.Pow(10, digits.Length - point - 1));
    }

    public static Rational operator +(Rational a, Rational b) => a.IsInteger && b.IsInteger
        ? Whole(a.Numerator + b.Numerator)
        : new(a.Numerator * b.Denominator + b.Numerator * a.Denominator, a.Denominator * b.Denominator);

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    /// <summary>The quotient; null by zero.</summary>
    public static Rational? Divide(Rational a, Rational b) =>
        b.Numerator.IsZero ? null : new Rational(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    /// <summary>The power; null where it is not rational, undefined or longer than <see cref="MostBits"/>.</summary>
    public static Rational? Power(Rational a, Rational exponent)
    {
        if (!exponent.IsInteger)
            return exponent.Denominator > 64 || ExactRoot(a, (int)exponent.Denominator) is not { } root ? null : Power(root, Whole(exponent.Numerator));
        if (exponent.Sign == 0)
            return a.Sign == 0 ? null : Whole(1);
        if (a.Sign == 0)
            return exponent.Sign > 0 ? a : null;
        if (a.IsInteger && BigInteger.Abs(a.Numerator).IsOne)
            return a.Sign > 0 || exponent.Numerator.IsEven ? Whole(1) : Whole(-1);
        var size = BigInteger.Abs(exponent.Numerator);
        if (size * a.Bits > MostBits)
            return null;
        var times = (int)size;
        var raised = new Rational(BigInteger.Pow(a.Numerator, times), BigInteger.Pow(a.Denominator, times));
        return exponent.Sign < 0 ? Divide(Whole(1), raised) : raised;
    }

    /// <summary>The real root where it is rational; null otherwise, and for even roots of negative numbers.</summary>
    public static Rational? ExactRoot(Rational a, int degree)
    {
        if (degree < 1 || (a.Sign < 0 && degree % 2 == 0) || a.Bits > MostBits)
            return null;
        return IntegerRoot(BigInteger.Abs(a.Numerator), degree) is { } top && IntegerRoot(a.Denominator, degree) is { } bottom
            ? Of(a.Sign < 0 ? -top : top, bottom)
            : null;
    }

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The largest integer that is not above it.</summary>
    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    public override string ToString() => IsInteger
        ? Numerator.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator}");

    /// <summary>The root of a number that is a perfect power; by Newton's method from above. Null if it is none.</summary>
    private static BigInteger? IntegerRoot(BigInteger value, int degree)
    {
        if (value.IsZero || value.IsOne || degree == 1)
            return value;
        var root = BigInteger.One << (int)(value.GetBitLength() / degree + 1);
        while (true)
        {
            var next = ((degree - 1) * root + value / BigInteger.Pow(root, degree - 1)) / degree;
            if (next >= root)
                break;
            root = next;
        }
        return BigInteger.Pow(root, degree) == value ? root : null;
    }
}
