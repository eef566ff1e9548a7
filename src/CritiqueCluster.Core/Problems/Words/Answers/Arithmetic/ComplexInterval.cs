namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>A complex number within a rectangle. A real number has an imaginary part that is exactly 0.</summary>
internal readonly record struct ComplexInterval(Interval Re, Interval Im)
{
    public static readonly ComplexInterval I = new(Interval.Zero, Interval.One);

    public bool IsReal => Im.IsZero;

    public bool ContainsZero => Re.ContainsZero && Im.ContainsZero;

    /// <summary>The larger of the parts' magnitudes.</summary>
    public BigFloat Magnitude => Re.Magnitude >= Im.Magnitude ? Re.Magnitude : Im.Magnitude;

    /// <summary>The larger of the parts' widths.</summary>
    public BigFloat Width => Re.Width >= Im.Width ? Re.Width : Im.Width;

    public static ComplexInterval Real(Interval value) => new(value, Interval.Zero);

    public static ComplexInterval operator -(ComplexInterval a) => new(-a.Re, -a.Im);

    public static ComplexInterval Add(ComplexInterval a, ComplexInterval b, int bits) =>
        new(Interval.Add(a.Re, b.Re, bits), Interval.Add(a.Im, b.Im, bits));

    public static ComplexInterval Multiply(ComplexInterval a, ComplexInterval b, int bits)
    {
        if (a.IsReal && b.IsReal)
            return Real(Interval.Multiply(a.Re, b.Re, bits));
        return new ComplexInterval(
            Interval.Subtract(Interval.Multiply(a.Re, b.Re, bits), Interval.Multiply(a.Im, b.Im, bits), bits),
            Interval.Add(Interval.Multiply(a.Re, b.Im, bits), Interval.Multiply(a.Im, b.Re, bits), bits));
    }

    /// <summary>The quotient; null if the divisor may be 0.</summary>
    public static ComplexInterval? Divide(ComplexInterval a, ComplexInterval b, int bits)
    {
        if (b.IsReal)
            return Interval.Divide(a.Re, b.Re, bits) is { } re && Interval.Divide(a.Im, b.Re, bits) is { } im ? new ComplexInterval(re, im) : null;
        var top = Multiply(a, new ComplexInterval(b.Re, -b.Im), bits);
        return Divide(top, Real(b.SquaredNorm(bits)), bits);
    }

    /// <summary>|z|.</summary>
    public Interval? Norm(int bits)
    {
        if (!IsReal)
            return Interval.Root(SquaredNorm(bits), bits);
        if (Re.ContainsZero)
            return new Interval(BigFloat.Zero, Re.Magnitude);
        return Re.IsNegative ? -Re : Re;
    }

    /// <summary>|z|².</summary>
    public Interval SquaredNorm(int bits) => Interval.Add(Square(Re, bits), Square(Im, bits), bits);

    private static Interval Square(Interval a, int bits)
    {
        var most = a.Magnitude * a.Magnitude;
        var least = a.ContainsZero ? BigFloat.Zero : a.IsPositive ? a.Low * a.Low : a.High * a.High;
        return new Interval(least.Down(bits), most.Up(bits));
    }
}
