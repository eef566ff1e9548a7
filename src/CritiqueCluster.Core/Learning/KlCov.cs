using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// KL-Cov (Cui et al., arXiv 2505.22617): the loss of a token is −A·ρ without clipping, and for the max(1, k · tokens) tokens of
/// highest <see cref="TokenCovariance"/> −A·ρ + β·|log π − log π_old|.
/// </summary>
/// <remarks>
/// β·|…| pulls a token to where it was with the same force however little it has moved. Where it has not, as in the first step after
/// sampling, the rounding of persisted log-probabilities decides the direction.
/// </remarks>
/// <param name="options">k and β.</param>
/// <param name="view">How the policy is looked at.</param>
public sealed class KlCov(KlCovOptions options, PolicyView view) : PolicyGradient(view)
{
    /// <inheritdoc/>
    public override Listening Listens => Listening.BeforeBatch;

    /// <inheritdoc/>
    public override int MostMarked(int tokens) => Math.Max(1, (int)(options.Fraction * tokens));

    /// <inheritdoc/>
    public override IReadOnlyList<TrainingExample> Prepare(
        IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> now, SplitMix64 random) =>
        TokenCovariance.Mark(examples, now, Choose);

    internal override Tensor Losses(PolicyTokens tokens)
    {
        var change = Surrogate.Change(tokens.Now, tokens.Old);
        var losses = -(change.exp() * tokens.Advantages);
        return tokens.Marked is null ? losses : losses.Plus(change.abs() * Scalars.Of(options.Beta) * tokens.Marked);
    }

    /// <summary>Of equal ones the first.</summary>
    private IEnumerable<int> Choose(IReadOnlyList<BatchToken> tokens) => Enumerable.Range(0, tokens.Count)
        .OrderByDescending(i => tokens[i].Covariance).ThenBy(i => i).Take(MostMarked(tokens.Count));
}
