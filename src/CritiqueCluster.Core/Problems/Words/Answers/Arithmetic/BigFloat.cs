using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>A binary floating-point number of any precision: mantissa · 2^exponent.</summary>
internal readonly record struct BigFloat(BigInteger Mantissa, int Exponent) : IComparable<BigFloat>
{
    /// <summary>Numbers beyond 2^±this are not computed with.</summary>
    public const int LargestExponent = 1 << 18;

    public static readonly BigFloat Zero = new(0, 0);
    public static readonly BigFloat One = new(1, 0);

    public int Sign => Mantissa.Sign;

    /// <summary>The number is below 2^this and at least half of that; meaningless for zero.</summary>
    public long Scale => (long)BigInteger.Abs(Mantissa).GetBitLength() + Exponent;

    public static BigFloat operator -(BigFloat a) => new(-a.Mantissa, a.Exponent);

    /// <summary>The exact sum.</summary>
    public static BigFloat operator +(BigFloat a, BigFloat b)
    {
        if (a.Sign == 0)
            return b;
        if (b.Sign == 0)
            return a;
        if (a.Exponent < b.Exponent)
            (a, b) = (b, a);
        return new BigFloat((a.Mantissa << (a.Exponent - b.Exponent)) + b.Mantissa, b.Exponent);
    }

    public static BigFloat operator -(BigFloat a, BigFloat b) => a + -b;

    /// <summary>The exact product.</summary>
    public static BigFloat operator *(BigFloat a, BigFloat b) => new(a.Mantissa * b.Mantissa, a.Exponent + b.Exponent);

    public static bool operator <(BigFloat a, BigFloat b) => a.CompareTo(b) < 0;

    public static bool operator >(BigFloat a, BigFloat b) => a.CompareTo(b) > 0;

    public static bool operator <=(BigFloat a, BigFloat b) => a.CompareTo(b) <= 0;

    public static bool operator >=(BigFloat a, BigFloat b) => a.CompareTo(b) >= 0;

    public int CompareTo(BigFloat other)
    {
        if (Sign != other.Sign || Sign == 0)
            return Sign.CompareTo(other.Sign);
        return Scale != other.Scale ? Sign * Scale.CompareTo(other.Scale) : (this - other).Sign;
    }

    /// <summary>The largest number of that many bits that is not above this one.</summary>
    public BigFloat Down(int bits)
    {
        var excess = (int)(BigInteger.Abs(Mantissa).GetBitLength() - bits);
        return excess <= 0 ? this : new BigFloat(Mantissa >> excess, Exponent + excess); // >> rounds to −∞
    }

    /// <summary>The smallest number of that many bits that is not below this one.</summary>
    public BigFloat Up(int bits) => -(-this).Down(bits);

    /// <summary>The quotient to at least that many bits, rounded down.</summary>
    public static BigFloat DivideDown(BigFloat a, BigFloat b, int bits)
    {
        var shift = (int)Math.Max(0, bits + 2 + BigInteger.Abs(b.Mantissa).GetBitLength() - BigInteger.Abs(a.Mantissa).GetBitLength());
        var quotient = BigInteger.DivRem(a.Mantissa << shift, b.Mantissa, out var rest);
        if (!rest.IsZero && rest.Sign != b.Mantissa.Sign)
            quotient -= 1;
        return new BigFloat(quotient, a.Exponent - b.Exponent - shift);
    }

    /// <summary>The square root of an integer, rounded down, by Newton's method from above; 0 for a negative one.</summary>
    public static BigInteger IntegerRoot(BigInteger value)
    {
        if (value.Sign <= 0)
            return BigInteger.Zero;
        var root = BigInteger.One << (int)((value.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = (root + value / root) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }

    /// <summary>The number times 2^<paramref name="bits"/>, rounded down to an integer.</summary>
    public BigInteger ToFixed(int bits)
    {
        var shift = Exponent + bits;
        return shift >= 0 ? Mantissa << shift : Mantissa >> -shift;
    }
}
