using System.Globalization;
using System.Numerics;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems.Words.Arithmetic;

/// <summary>Bounds of elementary functions against published digits, and against identities at random points.</summary>
public sealed class ElementaryTests
{
    private const int Bits = 200;

    /// <summary>The digits of the constants are those of OEIS A000796, A001113, A002162, A002392, A019863 and A003881.</summary>
    [Theory]
    [InlineData("pi", "3.14159265358979323846264338327950288419716939937510")]
    [InlineData("e", "2.71828182845904523536028747135266249775724709369995")]
    [InlineData("ln 2", "0.69314718055994530941723212145817656807550013436025")]
    [InlineData("ln 10", "2.30258509299404568401799145468436420760110148862877")]
    [InlineData("sin 54", "0.80901699437494742410229341718281905886015458990288")]
    [InlineData("atan 1", "0.78539816339744830961566084581987572104929234984378")]
    public void Should_enclose_published_digits(string constant, string digits)
    {
        var found = constant switch
        {
            "pi" => Elementary.Pi(Bits),
            "e" => Elementary.Exp(BigFloat.One, Bits)!.Value,
            "ln 2" => Elementary.Ln(new BigFloat(2, 0), Bits),
            "ln 10" => Elementary.Ln(new BigFloat(10, 0), Bits),
            "sin 54" => ComplexFunctions.SinCos(ComplexInterval.Real(Interval.Multiply(Elementary.Pi(Bits), Interval.Of(Rational.Of(3, 10), Bits), Bits)), Bits)!.Value.Sin.Re,
            _ => Elementary.Atan(BigFloat.One, Bits),
        };
        var published = Interval.Of(Rational.Parse(digits), 2 * Bits);
        var unit = new BigFloat(BigInteger.One, -164); // about the last of 50 published digits, which is cut off and not rounded
        Assert.True(found.Low <= published.High + unit && found.High >= published.Low - unit, Describe(found));
        Assert.True(Narrow(found.Width, -Bits + 8), Describe(found));
    }

    [Fact]
    public void Should_keep_identities_within_the_bounds() =>
        Gen.Select(Gen.Int[-2_000_000, 2_000_000], Gen.Int[1, 100_000]).Sample((top, bottom) =>
        {
            var x = Interval.Of(Rational.Of(top, bottom), Bits).Low;
            var (sin, cos) = Elementary.SinCos(x, Bits)!.Value;
            var one = Interval.Add(Interval.Multiply(sin, sin, Bits), Interval.Multiply(cos, cos, Bits), Bits);
            return Contains(one, BigFloat.One) && Narrow(one.Width, -Bits + 12);
        }, iter: 300);

    [Fact]
    public void Should_undo_a_logarithm_by_the_exponential() =>
        Gen.Select(Gen.Int[1, 2_000_000], Gen.Int[1, 100_000]).Sample((top, bottom) =>
        {
            var x = Interval.Of(Rational.Of(top, bottom), Bits).Low;
            var logarithm = Elementary.Ln(x, Bits);
            var back = new Interval(Elementary.Exp(logarithm.Low, Bits)!.Value.Low, Elementary.Exp(logarithm.High, Bits)!.Value.High);
            return Contains(back, x) && Narrow(back.Width, x.Scale - Bits + 16);
        }, iter: 300);

    [Fact]
    public void Should_undo_a_tangent_by_its_inverse() =>
        Gen.Select(Gen.Int[-1_500, 1_500], Gen.Int[1_000, 1_100]).Sample((top, bottom) => // within (−π/2, π/2)
        {
            var x = Interval.Of(Rational.Of(top, bottom), Bits).Low;
            var (sin, cos) = Elementary.SinCos(x, Bits)!.Value;
            var tangent = Interval.Divide(sin, cos, Bits)!.Value;
            var back = new Interval(Elementary.Atan(tangent.Low, Bits).Low, Elementary.Atan(tangent.High, Bits).High);
            return Contains(back, x) && Narrow(back.Width, -Bits + 16);
        }, iter: 300);

    [Fact]
    public void Should_enclose_square_roots() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[1, int.MaxValue]).Sample((top, bottom) =>
        {
            var x = Interval.Of(Rational.Of(top, bottom), Bits);
            var root = Interval.Root(x, Bits)!.Value;
            var square = Interval.Multiply(root, root, Bits);
            return square.Low <= x.High && square.High >= x.Low && Narrow(root.Width, root.Low.Scale - Bits + 8);
        }, iter: 500);

    private static bool Contains(Interval bounds, BigFloat value) => bounds.Low <= value && value <= bounds.High;

    /// <summary>Zero, the width of an exact result, has no scale.</summary>
    private static bool Narrow(BigFloat width, long scale) => width.Sign == 0 || width.Scale < scale;

    private static string Describe(Interval bounds) => string.Create(
        CultureInfo.InvariantCulture, $"{(double)bounds.Low.Mantissa * Math.Pow(2, bounds.Low.Exponent)}, width 2^{bounds.Width.Scale}");
}
