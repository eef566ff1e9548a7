using System.Collections.Concurrent;
using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>
/// Elementary functions of one number, as bounds. They are computed in fixed point with <see cref="Guard"/> more bits than asked for; the
/// rounding of a few hundred operations stays far below the last bit that is kept, and the result is widened by that bit on both sides.
/// </summary>
internal static class Elementary
{
    private const int Guard = 40;

    private static readonly ConcurrentDictionary<int, BigInteger> KnownPi = new();
    private static readonly ConcurrentDictionary<int, BigInteger> KnownLn2 = new();

    /// <summary>π.</summary>
    public static Interval Pi(int bits) => Around(FixedPi(Whole(bits + Guard)), Whole(bits + Guard), bits);

    /// <summary>e^x; null where it is too large or too small.</summary>
    public static Interval? Exp(BigFloat x, int bits)
    {
        if (x.Sign == 0)
            return Interval.One;
        if (x.Scale > 17)
            return null;
        var work = Whole(bits + Guard + Math.Max(0, (int)x.Scale));
        var fixedX = x.ToFixed(work);
        var ln2 = FixedLn2(work);
        var powers = Round(fixedX, ln2);
        var value = FixedExp(fixedX - powers * ln2, work);
        return Around(value, work - (int)powers, bits);
    }

    /// <summary>The natural logarithm of a positive number: ln m + k·ln 2 with m in [1, 2), ln m by the series of artanh.</summary>
    public static Interval Ln(BigFloat x, int bits)
    {
        var work = Whole(bits + Guard);
        var power = (int)x.Scale - 1;
        if (x.CompareTo(BigFloat.One) > 0 ? (x - BigFloat.One).Scale < -8 : (BigFloat.One - x) is { Sign: > 0, Scale: < -8 })
            work = Whole(work + (int)Math.Min(bits, -(x - BigFloat.One).Scale) + 16); // near 1 the logarithm is small, and its relative precision would be lost
        var one = BigInteger.One << work;
        var mantissa = new BigFloat(x.Mantissa, x.Exponent - power).ToFixed(work);
        if (power == -1)
            (mantissa, power) = (mantissa >> 1, 0); // just below 1: no cancellation against ln 2
        var roots = 0;
        for (; roots < 6; roots++) // ln m = 2 ln √m, for a faster series
            mantissa = BigFloat.IntegerRoot(mantissa << work);
        var z = ((mantissa - one) << work) / (mantissa + one);
        var square = (z * z) >> work;
        var (sum, term) = (z, z);
        for (var n = 3; !term.IsZero && !term.Equals(BigInteger.MinusOne); n += 2)
        {
            term = (term * square) >> work;
            sum += term / n;
        }
        return Around((sum << (1 + roots)) + power * FixedLn2(work), work, bits, 16 + roots);
    }

    /// <summary>sin x and cos x; null where x is too large for its last digits to be known.</summary>
    public static (Interval Sin, Interval Cos)? SinCos(BigFloat x, int bits)
    {
        if (x.Sign == 0)
            return (Interval.Zero, Interval.One);
        if (x.Scale > 4096)
            return null;
        var work = Whole(bits + Guard + (int)Math.Max(0, x.Scale) + (int)Math.Min(bits, Math.Max(0, -x.Scale)));
        var fixedX = x.ToFixed(work);
        var half = FixedPi(work) >> 1;
        var quarter = Round(fixedX, half);
        var (sin, cos) = FixedSinCos(fixedX - quarter * half, work);
        var turn = (int)(((quarter % 4) + 4) % 4);
        var (s, c) = turn switch { 0 => (sin, cos), 1 => (cos, -sin), 2 => (-sin, -cos), _ => (-cos, sin) };
        return (Around(s, work, bits, Guard / 2), Around(c, work, bits, Guard / 2));
    }

    /// <summary>arctan x, by halving the angle four times and the power series.</summary>
    public static Interval Atan(BigFloat x, int bits)
    {
        if (x.Sign == 0)
            return Interval.Zero;
        if (x.Sign < 0)
            return -Atan(-x, bits);
        if (x.Scale > 1)
        {
            var turned = AtanFixed(BigFloat.DivideDown(BigFloat.One, x, bits + Guard), bits, out var precision);
            return Around((FixedPi(precision) >> 1) - turned, precision, bits, Guard / 2);
        }
        var value = AtanFixed(x, bits, out var work);
        return Around(value, work, bits, Guard / 2);
    }

    private static BigInteger AtanFixed(BigFloat x, int bits, out int work)
    {
        work = Whole(bits + Guard + (int)Math.Min(bits, Math.Max(0, -x.Scale)));
        var one = BigInteger.One << work;
        var tangent = x.ToFixed(work);
        const int halvings = 4;
        for (var i = 0; i < halvings; i++)
            tangent = (tangent << work) / (one + BigFloat.IntegerRoot((one << work) + tangent * tangent));
        var square = (tangent * tangent) >> work;
        var (sum, term) = (tangent, tangent);
        for (var n = 3; !term.IsZero; n += 2)
        {
            term = (term * square) >> work;
            sum += (n & 2) != 0 ? -(term / n) : term / n;
        }
        return sum << halvings;
    }

    private static BigInteger FixedExp(BigInteger x, int work)
    {
        const int halvings = 8;
        var inner = work + halvings * 2;
        x = x << (inner - work) >> halvings;
        var one = BigInteger.One << inner;
        var (sum, term) = (one + x, x);
        for (var n = 2; !term.IsZero && !term.Equals(BigInteger.MinusOne); n++)
        {
            term = ((term * x) >> inner) / n;
            sum += term;
        }
        for (var i = 0; i < halvings; i++)
            sum = (sum * sum) >> inner;
        return sum >> (inner - work);
    }

    private static (BigInteger Sin, BigInteger Cos) FixedSinCos(BigInteger x, int work)
    {
        var square = (x * x) >> work;
        var one = BigInteger.One << work;
        var (sin, cos, sinTerm, cosTerm) = (x, one, x, one);
        for (var n = 1; !sinTerm.IsZero || !cosTerm.IsZero; n++)
        {
            cosTerm = Toward(-((cosTerm * square) >> work), (2 * n - 1) * 2 * n);
            sinTerm = Toward(-((sinTerm * square) >> work), 2 * n * (2 * n + 1));
            (sin, cos) = (sin + sinTerm, cos + cosTerm);
        }
        return (sin, cos);
    }

    /// <summary>Divides towards zero, so that a series of shrinking terms ends.</summary>
    private static BigInteger Toward(BigInteger value, int divisor) => BigInteger.Divide(value, divisor);

    private static BigInteger FixedPi(int bits) => KnownPi.GetOrAdd(bits, static b =>
    {
        var work = b + 32; // Machin: π = 16 arctan 1/5 − 4 arctan 1/239
        return (16 * InverseAtan(5, work) - 4 * InverseAtan(239, work)) >> 32;
    });

    private static BigInteger FixedLn2(int bits) => KnownLn2.GetOrAdd(bits, static b =>
    {
        var work = b + 32; // ln 2 = Σ 2 / ((2n + 1) 3^(2n + 1))
        var term = (BigInteger.One << (work + 1)) / 3;
        var sum = term;
        for (var n = 3; !term.IsZero; n += 2)
        {
            term /= 9;
            sum += term / n;
        }
        return sum >> 32;
    });

    private static BigInteger InverseAtan(int x, int work)
    {
        var term = (BigInteger.One << work) / x;
        var sum = term;
        for (var n = 3; !term.IsZero; n += 2)
        {
            term /= x * x;
            sum += (n & 2) != 0 ? -(term / n) : term / n;
        }
        return sum;
    }

    /// <summary>A precision in whole words: few of them occur, so the constants that are kept for each are few.</summary>
    private static int Whole(int bits) => (bits + 63) & ~63;

    private static BigInteger Round(BigInteger value, BigInteger unit)
    {
        var doubled = 2 * value + unit;
        var quotient = BigInteger.DivRem(doubled, 2 * unit, out var rest);
        return rest.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The bounds around a fixed-point number whose last <paramref name="doubtful"/> bits may be wrong.</summary>
    private static Interval Around(BigInteger value, int work, int bits, int doubtful = 12)
    {
        var error = BigInteger.One << doubtful;
        return new Interval(new BigFloat(value - error, -work).Down(bits), new BigFloat(value + error, -work).Up(bits));
    }
}
