using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Critique-GRPO (arXiv 2506.03106): tokens of attempts as in <see cref="Grpo"/>; a token of the group's refinement, whose
/// probability p is taken under the problem's own prompt, costs −f(p)·A with f(p) = p / (p + γ) in place of a ratio, so that
/// improbable tokens of a good refinement teach most: d f / d log p = γ·p / (p + γ)², which is largest at p = γ.
/// A = score − mean score of the group, never divided.
/// </summary>
/// <remarks>
/// A continued refinement's good steps are read, not learned: it did not sample them. The tokens after them are weighed by f like
/// those of a rewritten one: the critique has chosen what they continue.
/// </remarks>
/// <param name="options">γ.</param>
/// <param name="range">The clip range of attempts.</param>
/// <param name="view">How the policy is looked at.</param>
public sealed class CritiqueGrpo(CritiqueGrpoOptions options, GrpoOptions range, PolicyView view) : PolicyGradient(view)
{
    internal override Tensor Losses(PolicyTokens tokens)
    {
        var sampled = Surrogate.Clipped(Surrogate.Ratio(tokens.Now, tokens.Old), tokens.Advantages, range);
        if (tokens.Guided is null)
            return sampled;
        var p = tokens.Now.exp();
        return where(tokens.Guided, -(p / p.Plus(Scalars.Of(options.Gamma)) * tokens.Advantages), sampled);
    }
}
