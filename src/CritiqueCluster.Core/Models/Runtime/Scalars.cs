using System.Collections.Concurrent;

using static TorchSharp.torch;

using Scalar = TorchSharp.Scalar;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>
/// Numbers for libtorch that stay. TorchSharp turns a number that stands beside a tensor into an object, hands libtorch its address and keeps
/// it alive no longer: a collection on another thread may free it before libtorch has read it (dotnet/TorchSharp, pull requests 1434 and 1496).
/// Then the operation fails ("Exception raised from toFloat", "false INTERNAL ASSERT FAILED … Scalar.h"), or computes with something else. It does
/// so within its own methods: <c>a + b</c> is a + 1·b, <c>square()</c> a power of 2. So every number comes from here; a test reads the program for
/// others.
/// </summary>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

    /// <summary>A real number that a recipe or a formula knows: there are few of them.</summary>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, static v => v);

    /// <summary>A whole number of which there are few.</summary>
    public static Scalar Of(long value) => Integers.GetOrAdd(value, static v => v);

    /// <summary>A number that comes once: whoever asks for it disposes of it after its use, and so holds it until then.</summary>
    public static Scalar Held(double value) => value;

    /// <summary>The whole numbers from 0 to <paramref name="count"/> - 1: (count).</summary>
    public static Tensor Range(long count, ScalarType type, Device? device = null) => arange(Of(0L), Of(count), Of(1L), type, device);

    /// <summary>a + b. The operator multiplies b by a number of its own, which does not stay.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Of(1L));

    /// <summary>a + b, with a number that stays.</summary>
    public static Tensor Plus(this Tensor a, Scalar b) => a.add(b, Of(1L));

    /// <summary>Within bounds that stay.</summary>
    public static Tensor ClampTo(this Tensor tensor, double low, double high) => tensor.clamp(Of(low), Of(high));
}
