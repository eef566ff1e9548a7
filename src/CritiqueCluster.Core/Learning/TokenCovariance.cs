namespace CritiqueCluster.Core.Learning;

/// <summary>
/// How much each token of a batch contributes to the covariance of log-probability and advantage, which is what takes entropy
/// away: cov = (A − mean A) · (log π − mean log π), means over the learned tokens of the batch (Cui et al., arXiv 2505.22617).
/// </summary>
/// <remarks>
/// Of the whole batch, in its own order and in double precision: neither passes nor threads have a part in it, beyond the last bits of
/// log π itself. So the same number of threads marks the same tokens, and another number may differ in one that lies on the edge.
/// </remarks>
internal static class TokenCovariance
{
    /// <summary>Of each token; pure.</summary>
    public static double[] Of(IReadOnlyList<double> advantages, IReadOnlyList<double> now)
    {
        var (meanAdvantage, meanNow) = (advantages.DefaultIfEmpty(0).Average(), now.DefaultIfEmpty(0).Average());
        return [.. advantages.Zip(now, (a, logp) => (a - meanAdvantage) * (logp - meanNow))];
    }

    /// <summary>The batch's learned tokens one after the other, the tokens that <paramref name="choose"/> names marked in its examples.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="now">Of each example log π of its learned tokens.</param>
    /// <param name="choose">Given covariance, advantage and log ρ = log π − log π_old of each token, the marked tokens.</param>
    public static IReadOnlyList<TrainingExample> Mark(
        IReadOnlyList<TrainingExample> batch, IReadOnlyList<float[]> now, Func<IReadOnlyList<BatchToken>, IEnumerable<int>> choose)
    {
        double[] advantages = [.. batch.SelectMany(e => Enumerable.Range(0, e.Learned).Select(e.Sampled!.AdvantageOf))];
        double[] logs = [.. now.SelectMany(n => n).Select(n => (double)n)];
        var old = batch.SelectMany(e => e.Sampled!.LogProbabilities);
        var covariances = Of(advantages, logs);
        var marks = new bool[logs.Length];
        foreach (var token in choose([.. old.Select((o, i) => new BatchToken(covariances[i], advantages[i], logs[i] - o))]))
            marks[token] = true;
        var from = 0;
        return [.. batch.Select(e => e with { Sampled = e.Sampled! with { Marked = marks[from..(from += e.Learned)] } })];
    }
}

/// <summary>A token as the batch as a whole sees it.</summary>
/// <param name="Covariance">Its part of the covariance.</param>
/// <param name="Advantage">A.</param>
/// <param name="Change">log π − log π_old.</param>
internal readonly record struct BatchToken(double Covariance, double Advantage, double Change);
