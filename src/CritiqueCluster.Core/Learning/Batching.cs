namespace CritiqueCluster.Core.Learning;

/// <summary>Orders examples into optimizer batches, and a batch into forward passes, so that little time goes to padding.</summary>
public static class Batching
{
    /// <summary>Batches that are sorted by length together: their order is shuffled again afterwards.</summary>
    private const int BatchesSortedTogether = 16;

    /// <summary>One epoch: every example once, in batches of similar lengths, in an order fixed by the generator.</summary>
    public static IReadOnlyList<IReadOnlyList<TrainingExample>> Epoch(
        IReadOnlyList<TrainingExample> examples, int batchSize, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(examples);
        var order = examples.ToArray();
        Shuffle(order, ref random);
        var batches = order.Chunk(batchSize * BatchesSortedTogether)
            .SelectMany(window => window.OrderBy(e => e.Tokens.Length).Chunk(batchSize)).ToArray();
        Shuffle(batches, ref random);
        return batches;
    }

    /// <summary>Cuts a batch into passes of at most so many padded tokens (a longer example is a pass of its own).</summary>
    public static IEnumerable<IReadOnlyList<TrainingExample>> Passes(IReadOnlyList<TrainingExample> batch, int tokensPerPass)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var pass = new List<TrainingExample>();
        foreach (var example in batch.OrderBy(e => e.Tokens.Length))
        {
            if (pass.Count > 0 && (pass.Count + 1) * example.Tokens.Length > tokensPerPass)
            {
                yield return pass;
                pass = [];
            }
            pass.Add(example);
        }
        if (pass.Count > 0)
            yield return pass;
    }

    /// <summary>
    /// Divides a batch into parts of about equally many tokens and of similar lengths, for threads that compute side by side. There
    /// are always as many parts as asked for; of a small batch some are empty.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<TrainingExample>> Divide(IReadOnlyList<TrainingExample> batch, int parts)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var divided = Enumerable.Range(0, parts).Select(_ => new List<TrainingExample>()).ToArray();
        var all = batch.Sum(e => (long)e.Tokens.Length);
        long before = 0;
        foreach (var example in batch.OrderBy(e => e.Tokens.Length))
        {
            divided[(int)(before * parts / Math.Max(1, all))].Add(example);
            before += example.Tokens.Length;
        }
        return divided;
    }

    /// <summary>Fisher–Yates.</summary>
    public static void Shuffle<T>(T[] items, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(items);
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
