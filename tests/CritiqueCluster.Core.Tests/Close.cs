using System.Globalization;

namespace CritiqueCluster.Core.Tests;

/// <summary>How far a computed number may be from the expected one: by <c>Absolute + Relative · |expected|</c>.</summary>
/// <param name="Absolute">What counts near zero.</param>
/// <param name="Relative">What counts for large numbers.</param>
internal readonly record struct Tolerance(double Absolute, double Relative = 0)
{
    /// <summary>For some hundred operations in double precision, each of which rounds by 1e-16 of its result.</summary>
    public static Tolerance Double { get; } = new(1e-12, 1e-12);

    /// <summary>For some hundred operations in single precision, each of which rounds by 6e-8 of its result.</summary>
    public static Tolerance Single { get; } = new(1e-6, 1e-5);

    /// <summary>For the loss or log-probabilities of a small model: a few thousand operations in single precision, in an order that depends on the processor.</summary>
    public static Tolerance Model { get; } = new(2e-5, 2e-5);
}

/// <summary>Compares floating-point numbers; never by rounding both, which tells apart two numbers on either side of a border however close they are.</summary>
internal static class Close
{
    /// <exception cref="Xunit.Sdk.XunitException">They differ by more, or one of them is no finite number and the other is not the same.</exception>
    public static void Equal(double expected, double? actual, Tolerance tolerance)
    {
        if (actual is not { } found || !Within(expected, found, tolerance))
            Assert.Fail(Difference(expected, actual, tolerance));
    }

    /// <summary>Compares two sequences number by number.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">Their lengths differ, or one of the pairs does: the message names the worst.</exception>
    public static void Equal(IEnumerable<double> expected, IEnumerable<double> actual, Tolerance tolerance)
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        Assert.Equal(left.Count, right.Count);
        var apart = Enumerable.Range(0, left.Count).Where(i => !Within(left[i], right[i], tolerance)).ToList();
        if (apart.Count == 0)
            return;
        var worst = apart.MaxBy(i => Excess(left[i], right[i], tolerance));
        Assert.Fail($"{apart.Count} of {left.Count} numbers are not close; the worst is number {worst} from 0. {Difference(left[worst], right[worst], tolerance)}");
    }

    /// <inheritdoc cref="Equal(IEnumerable{double}, IEnumerable{double}, Tolerance)"/>
    public static void Equal(IEnumerable<float> expected, IEnumerable<float> actual, Tolerance tolerance) =>
        Equal(expected.Select(x => (double)x), actual.Select(x => (double)x), tolerance);

    /// <summary>Compares two vectors as wholes: ‖expected − actual‖ ≤ share · ‖expected‖, where single numbers may be far apart.</summary>
    /// <exception cref="Xunit.Sdk.XunitException">They are farther apart, or of different lengths.</exception>
    public static void InNorm(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double share)
    {
        Assert.Equal(expected.Count, actual.Count);
        var (length, apart) = (Norm(expected), Norm([.. expected.Zip(actual, (x, y) => x - y)]));
        if (!(apart <= share * length))
            Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"the vectors differ by {apart:G3}, tolerance {share * length:G3} ({share:G3} of the expected one's length {length:G3})"));
    }

    private static double Norm(IEnumerable<float> vector) => Math.Sqrt(vector.Sum(x => (double)x * x));

    private static bool Within(double expected, double actual, Tolerance tolerance) =>
        expected.Equals(actual) || (double.IsFinite(expected) && Math.Abs(expected - actual) <= Allowed(expected, tolerance));

    private static double Allowed(double expected, Tolerance tolerance) => tolerance.Absolute + tolerance.Relative * Math.Abs(expected);

    /// <summary>By how many tolerances they differ; infinitely many where one is no finite number.</summary>
    private static double Excess(double expected, double actual, Tolerance tolerance) =>
        double.IsFinite(expected) && double.IsFinite(actual) ? Math.Abs(expected - actual) / Allowed(expected, tolerance) : double.PositiveInfinity;

    private static string Difference(double expected, double? actual, Tolerance tolerance) => string.Create(CultureInfo.InvariantCulture,
        $"expected {expected:R}, actual {actual?.ToString("R", CultureInfo.InvariantCulture) ?? "null"}, difference {actual - expected:G3}, tolerance {Allowed(expected, tolerance):G3} (absolute {tolerance.Absolute:G3}, relative {tolerance.Relative:G3})");
}
