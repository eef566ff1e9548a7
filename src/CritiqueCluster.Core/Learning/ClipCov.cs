using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Clip-Cov (Cui et al., arXiv 2505.22617): <see cref="Grpo"/>, and of the tokens with low &lt; cov &lt; high that its clipping leaves
/// alone, max(1, r · tokens) drawn at random are taken out of the loss (their loss is 0; they count in the mean). cov is
/// <see cref="TokenCovariance"/>.
/// </summary>
/// <param name="options">Bounds and r.</param>
/// <param name="range">The clip range.</param>
/// <param name="view">How the policy is looked at.</param>
public sealed class ClipCov(ClipCovOptions options, GrpoOptions range, PolicyView view) : PolicyGradient(view)
{
    /// <inheritdoc/>
    public override Listening Listens => Listening.BeforeBatch;

    /// <inheritdoc/>
    public override int MostMarked(int tokens) => Math.Max(1, (int)(options.Ratio * tokens));

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingExample> Prepare(
        IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> now, SplitMix64 random) =>
        TokenCovariance.Mark(examples, now, tokens => Choose(tokens, random));

    internal override Tensor Losses(PolicyTokens tokens)
    {
        var losses = Surrogate.Clipped(Surrogate.Ratio(tokens.Now, tokens.Old), tokens.Advantages, range);
        return tokens.Marked is null ? losses : losses.masked_fill(tokens.Marked, Scalars.Of(0L));
    }

    private IEnumerable<int> Choose(IReadOnlyList<BatchToken> tokens, SplitMix64 random)
    {
        int[] candidates = [.. Enumerable.Range(0, tokens.Count).Where(i =>
            tokens[i].Covariance > options.Low && tokens[i].Covariance < options.High
            && !Surrogate.IsClipped(tokens[i].Change, tokens[i].Advantage, range))];
        Batching.Shuffle(candidates, ref random);
        return candidates.Take(MostMarked(tokens.Count));
    }
}
