using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Group-relative policy gradient (GRPO, arXiv 2402.03300): the loss of a token is −min(ρ·A, clip(ρ, 1 − low, 1 + high)·A) with
/// ρ = exp(log π(token) − log π_old(token)) and A from <see cref="GroupAdvantages"/>. No KL term, as in DAPO.
/// </summary>
/// <param name="options">The clip range.</param>
/// <param name="view">How the policy is looked at.</param>
public sealed class Grpo(GrpoOptions options, PolicyView view) : PolicyGradient(view)
{
    internal override Tensor Losses(PolicyTokens tokens) =>
        Surrogate.Clipped(Surrogate.Ratio(tokens.Now, tokens.Old), tokens.Advantages, options);
}
