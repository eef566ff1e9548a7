using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// How a policy gradient looks at the policy: as the distribution that attempts are sampled from, which persisted
/// log-probabilities are under, too.
/// </summary>
/// <param name="Temperature">What logits were divided by when the attempts were sampled.</param>
/// <param name="Vocabulary">Tokens that could be sampled; rows of the head beyond them are left out, as in sampling.</param>
/// <param name="EntropyBonus">How much the mean entropy of learned tokens counts against the loss; 0: it is not computed.</param>
public sealed record PolicyView(double Temperature, int Vocabulary, double EntropyBonus = 0)
{
    /// <summary>Runs examples through the model.</summary>
    internal HeardTokens Hear(Transformer model, IReadOnlyList<TrainingExample> pass)
    {
        var (logits, targets) = LearnedTokens.Of(model, pass);
        return Hear(logits, targets);
    }

    /// <param name="logits">(N, V).</param>
    /// <param name="targets">(N).</param>
    internal HeardTokens Hear(Tensor logits, Tensor targets)
    {
        var spoken = logits.narrow(1, 0, Vocabulary).div(Scalars.Of(Temperature)).log_softmax(1);
        return new HeardTokens(spoken.gather(1, targets.view(-1, 1)).view(-1), EntropyBonus > 0 ? Entropies(spoken) : null);
    }

    /// <summary>
    /// H = −Σ p·log p over the full softmax: (N). Its gradient by log p is −p·log p − p, of which log_softmax takes the −p away again
    /// (it moves all logits alike). So weights p·log p, as constants, give the gradient in one product in place of four.
    /// </summary>
    private static Tensor Entropies(Tensor logs)
    {
        var fixedLogs = logs.detach();
        var weights = fixedLogs.exp().mul_(fixedLogs);
        var slope = bmm(weights.unsqueeze(1), logs.unsqueeze(2)).view(-1);
        return slope.detach() - slope - weights.sum(1);
    }
}

/// <summary>What the policy says of the learned tokens of a pass.</summary>
/// <param name="LogProbabilities">(N), with gradient where that is kept.</param>
/// <param name="Entropies">In nats, (N); null where nobody asks for them.</param>
internal sealed record HeardTokens(Tensor LogProbabilities, Tensor? Entropies) : IDisposable
{
    /// <summary>The log-probabilities example by example.</summary>
    public IEnumerable<float[]> Split(IReadOnlyList<TrainingExample> pass)
    {
        using var values = LogProbabilities.detach().cpu();
        var all = values.data<float>().ToArray();
        var from = 0;
        return [.. pass.Select(e => all[from..(from += e.Learned)])];
    }

    /// <summary>Keeps them beyond the dispose scope that they were made in.</summary>
    public HeardTokens Detached()
    {
        LogProbabilities.DetachFromDisposeScope();
        Entropies?.DetachFromDisposeScope();
        return this;
    }

    public void Dispose()
    {
        LogProbabilities.Dispose();
        Entropies?.Dispose();
    }
}
