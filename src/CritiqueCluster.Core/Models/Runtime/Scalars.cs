using System.Collections.Concurrent;

using static TorchSharp.torch;

using Scalar = TorchSharp.Scalar;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>
/// Numbers for libtorch that stay. TorchSharp turns a number that stands beside a tensor into an object, hands libtorch its address and keeps
/// it alive no longer: a collection on another thread may free it before libtorch has read it. Then the operation fails ("Exception raised
/// from toFloat"), or computes with something else. It does so itself: a + b is a + 1·b. So where a step is taken thousands of times, numbers are these, or <c>using</c> holds them.
/// </summary>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

    /// <summary>A real number that a recipe or a formula knows: there are few of them.</summary>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, static v => v);

    /// <summary>A whole number of which there are few.</summary>
    public static Scalar Of(long value) => Integers.GetOrAdd(value, static v => v);

    /// <summary>a + b. The operator multiplies b by a number of its own, which does not stay.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Of(1L));

    /// <summary>a + b, with a number that stays.</summary>
    public static Tensor Plus(this Tensor a, Scalar b) => a.add(b, Of(1L));

    /// <summary>Within bounds that stay.</summary>
    public static Tensor ClampTo(this Tensor tensor, double low, double high) => tensor.clamp(Of(low), Of(high));
}
