using System.Collections.Concurrent;

using static TorchSharp.torch;

using Scalar = TorchSharp.Scalar;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>
/// Numbers for libtorch that stay. TorchSharp turns a number that stands beside a tensor into an object, hands libtorch its address and keeps
/// it alive no longer: a collection on another thread may free it before libtorch has read it. Then the operation fails ("Exception raised
/// from toFloat"), or computes with something else. So where a step is taken thousands of times, numbers are these, or <c>using</c> holds them.
/// </summary>
internal static class Scalars
{
    private static readonly ConcurrentDictionary<double, Scalar> Reals = new();
    private static readonly ConcurrentDictionary<long, Scalar> Integers = new();

    /// <summary>A real number that a recipe or a formula knows: there are few of them.</summary>
    public static Scalar Of(double value) => Reals.GetOrAdd(value, static v => v);

    /// <summary>A whole number of which there are few.</summary>
    public static Scalar Of(long value) => Integers.GetOrAdd(value, static v => v);

    /// <summary>Within bounds that stay.</summary>
    public static Tensor ClampTo(this Tensor tensor, double low, double high) => tensor.clamp(Of(low), Of(high));
}
