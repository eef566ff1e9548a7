using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>When an objective has to know what the policy says of examples, before anything is differentiated.</summary>
public enum Listening
{
    /// <summary>Never: a pass at a time is enough.</summary>
    Never,

    /// <summary>Once, of all examples of a learning task, under the parameters that it begins with.</summary>
    BeforeTask,

    /// <summary>Of each whole batch, under the parameters of its step.</summary>
    BeforeBatch,
}

/// <summary>
/// What policy gradients have in common: Σ loss of a token ÷ learned tokens of the batch (token-level mean of DAPO,
/// arXiv 2503.14476) − bonus · mean entropy of these tokens. An objective is the loss of a token.
/// </summary>
/// <remarks>
/// log π_old is the log-probability persisted with the attempt: that of the distribution sampled from, at the rollouts'
/// temperature and over the tokenizer's vocabulary. So log π is taken from logits divided by the same temperature, and their ratio
/// is 1 as long as the parameters are those that sampled. Top-k and top-p must be off (the recipe's validation sees to it): cut off
/// and renormalised, log π_old would not be comparable. Journals keep log-probabilities as float16: a relative error of at most
/// 2⁻¹¹, which for a token of probability e⁻⁸ moves the ratio by 0.4 %, against a clip range of 20 %.
/// </remarks>
/// <param name="view">How the policy is looked at.</param>
public abstract class PolicyGradient(PolicyView view) : IObjective
{
    /// <summary>What <see cref="Prepare"/> waits for.</summary>
    public virtual Listening Listens => Listening.Never;

    /// <summary>The same examples with what follows from hearing all of them; pure.</summary>
    /// <param name="examples">Of a task or of a batch, as <see cref="Listens"/> says, in an order that threads have no part in.</param>
    /// <param name="now">Of each example what the policy says of its learned tokens: log-probabilities.</param>
    /// <param name="random">Whatever is drawn comes from here.</param>
    public virtual IReadOnlyList<TrainingExample> Prepare(
        IReadOnlyList<TrainingExample> examples, IReadOnlyList<float[]> now, SplitMix64 random) => examples;

    /// <summary>The most tokens of a batch of so many that <see cref="Prepare"/> marks, where it does nothing but mark.</summary>
    public virtual int MostMarked(int tokens) => int.MaxValue;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">An example was not sampled, or has not one log-probability per learned token.</exception>
    public Tensor Loss(Transformer model, IReadOnlyList<TrainingExample> pass, int learnedInBatch)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return Loss(Hear(model, pass), pass, learnedInBatch);
    }

    /// <summary>Runs examples through the model.</summary>
    internal HeardTokens Hear(Transformer model, IReadOnlyList<TrainingExample> pass) => view.Hear(model, pass);

    /// <summary>The loss of a pass that has been heard.</summary>
    internal Tensor Loss(HeardTokens heard, IReadOnlyList<TrainingExample> pass, int learnedInBatch)
    {
        var loss = Losses(PolicyTokens.Of(heard.LogProbabilities, pass)).sum();
        return (heard.Entropies is null ? loss : loss - heard.Entropies.sum() * Scalars.Of(view.EntropyBonus)) / Scalars.Of((long)learnedInBatch);
    }

    /// <summary>The loss of each token: (N).</summary>
    internal abstract Tensor Losses(PolicyTokens tokens);
}
