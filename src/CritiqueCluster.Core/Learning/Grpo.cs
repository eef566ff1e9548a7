using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Group-relative policy gradient (GRPO, arXiv 2402.03300) with the clipped surrogate of PPO (arXiv 1707.06347), asymmetric clip
/// and token-level mean of DAPO (arXiv 2503.14476): −Σ min(ρ·A, clip(ρ, 1 − low, 1 + high)·A) over learned tokens ÷ their number
/// in the batch, with ρ = exp(log π(token) − log π_old(token)) and A from <see cref="GroupAdvantages"/>. No KL term, as in DAPO.
/// </summary>
/// <remarks>
/// log π_old is the log-probability persisted with the attempt: that of the distribution sampled from, at the rollouts'
/// temperature and over the tokenizer's vocabulary. So log π is taken from logits divided by the same temperature, and ρ is 1 as
/// long as the parameters are those that sampled. Top-k and top-p must be off (the recipe's validation sees to it): cut off and
/// renormalised, log π_old would not be comparable. Journals keep log-probabilities as float16: a relative error of at most 2⁻¹¹,
/// which for a token of probability e⁻⁸ moves ρ by 0.4 %, against a clip range of 20 %.
/// </remarks>
/// <param name="options">The clip range.</param>
/// <param name="temperature">What logits were divided by when the attempts were sampled.</param>
/// <param name="vocabulary">Tokens that could be sampled; rows of the head beyond them are left out, as in sampling.</param>
public sealed class Grpo(GrpoOptions options, double temperature, int vocabulary) : IObjective
{
    /// <summary>In nats: a token of probability 0, which rounding can let through in sampling, must not make the loss infinite.</summary>
    private const double LargestChange = 20;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An example was not sampled, or has not one log-probability per learned token.</exception>
    public Tensor Loss(Transformer model, IReadOnlyList<TrainingExample> pass, int learnedInBatch)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (pass.FirstOrDefault(e => e.Sampled?.LogProbabilities.Length != e.Learned) is { } odd)
            throw new ArgumentException(
                $"an example has {odd.Learned} learned tokens and {odd.Sampled?.LogProbabilities.Length ?? 0} log-probabilities", nameof(pass));
        var (logits, targets) = LearnedTokens.Of(model, pass);
        float[] old = [.. pass.SelectMany(e => e.Sampled!.LogProbabilities)];
        float[] advantages = [.. pass.SelectMany(e => Enumerable.Repeat((float)e.Sampled!.Advantage, e.Learned))];
        return Loss(logits, targets, tensor(old, device: logits.device), tensor(advantages, device: logits.device)) / learnedInBatch;
    }

    /// <summary>The sum over tokens.</summary>
    /// <param name="logits">(N, V).</param>
    /// <param name="targets">(N).</param>
    /// <param name="old">log π_old: (N).</param>
    /// <param name="advantages">(N).</param>
    internal Tensor Loss(Tensor logits, Tensor targets, Tensor old, Tensor advantages)
    {
        var spoken = (logits.narrow(1, 0, vocabulary) / temperature).log_softmax(1);
        var change = spoken.gather(1, targets.view(-1, 1)).view(-1) - old;
        var ratio = change.clamp(-LargestChange, LargestChange).exp();
        var clipped = ratio.clamp(1 - options.ClipLow, 1 + options.ClipHigh);
        return -minimum(ratio * advantages, clipped * advantages).sum();
    }
}
