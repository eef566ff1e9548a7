using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Decoupled PPO for attempts that older parameters sampled (AReaL, arXiv 2505.24298): the loss of a token is
/// −(π_prox / π_behave) · min(ρ·A, clip(ρ, 1 − low, 1 + high)·A) with ρ = π / π_prox. π_behave sampled the attempt (the persisted
/// log-probability), π_prox are the parameters that the learning task begins with: the clip range is around them, however old the
/// attempt is. With π_prox = π_behave it is <see cref="Grpo"/>.
/// </summary>
/// <remarks>A token whose weight π_prox / π_behave exceeds the cap is left out, as AReaL's program does; it counts in the mean.</remarks>
/// <param name="options">The cap.</param>
/// <param name="range">The clip range.</param>
/// <param name="view">How the policy is looked at.</param>
public sealed class DecoupledPpo(DecoupledPpoOptions options, GrpoOptions range, PolicyView view) : PolicyGradient(view)
{
    /// <inheritdoc/>
    public override Listening Listens => Listening.BeforeTask;

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingExample> Prepare(
        IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> now, SplitMix64 random) =>
        [.. examples.Zip(now, (example, heard) => example with { Sampled = example.Sampled! with { Proximal = heard } })];

    internal override Tensor Losses(PolicyTokens tokens)
    {
        if (tokens.Proximal is not { } proximal)
            throw new ArgumentException("an example was not heard before the task's first step", nameof(tokens));
        var weight = Surrogate.Ratio(proximal, tokens.Old);
        weight = weight.masked_fill(weight > Scalars.Of(options.BehaviourCap), Scalars.Of(0L));
        return weight * Surrogate.Clipped(Surrogate.Ratio(tokens.Now, proximal), tokens.Advantages, range);
    }
}
