using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>The clipped surrogate of PPO (arXiv 1707.06347), with the asymmetric clip range of DAPO (arXiv 2503.14476).</summary>
internal static class Surrogate
{
    /// <summary>In nats: a token of probability 0, which rounding can let through in sampling, must not make the loss infinite.</summary>
    private const double LargestChange = 20;

    /// <summary>log ρ = log π − log π_old, bounded.</summary>
    public static Tensor Change(Tensor now, Tensor old) => (now - old).ClampTo(-LargestChange, LargestChange);

    /// <summary>ρ = π / π_old.</summary>
    public static Tensor Ratio(Tensor now, Tensor old) => Change(now, old).exp();

    /// <summary>−min(ρ·A, clip(ρ, 1 − low, 1 + high)·A).</summary>
    public static Tensor Clipped(Tensor ratio, Tensor advantages, GrpoOptions range)
    {
        var clipped = ratio.ClampTo(1 - range.ClipLow, 1 + range.ClipHigh);
        return -minimum(ratio * advantages, clipped * advantages);
    }

    /// <summary>Whether a token has moved beyond the clip range the way it should, so that it teaches nothing more.</summary>
    public static bool IsClipped(double change, double advantage, GrpoOptions range)
    {
        var ratio = Math.Exp(Math.Clamp(change, -LargestChange, LargestChange));
        return advantage > 0 ? ratio > 1 + range.ClipHigh : advantage < 0 && ratio < 1 - range.ClipLow;
    }
}
