namespace CritiqueCluster.Core.Diversity;

/// <summary>Surface diversity of token sequences. Both measures are length-biased: longer samples repeat more n-grams.</summary>
public static class NGrams
{
    /// <summary>distinct-n: different n-grams ÷ all n-grams of a set of samples (Li et al., arXiv 1510.03055).</summary>
    /// <returns>Null where no sample has n tokens.</returns>
    public static double? Distinct(IReadOnlyCollection<int[]> samples, int n)
    {
        var all = samples.SelectMany(s => Of(s, n)).ToList();
        return all.Count == 0 ? null : (double)all.Distinct().Count() / all.Count;
    }

    /// <summary>
    /// self-BLEU: the mean BLEU-4 of each sample against all the others (Zhu et al., arXiv 1802.01886); 1 is no diversity.
    /// Where no n-gram of an order matches, half a match is counted, so that short samples have a finite logarithm.
    /// </summary>
    /// <returns>Null for fewer than two samples.</returns>
    public static double? SelfBleu(IReadOnlyList<int[]> samples)
    {
        if (samples.Count < 2)
            return null;
        var orders = Enumerable.Range(1, 4).Select(n => new Order(samples, n)).ToList();
        return samples.Select((_, i) => Bleu(samples, i, orders)).Average();
    }

    private static double Bleu(IReadOnlyList<int[]> samples, int index, List<Order> orders)
    {
        var length = samples[index].Length;
        if (length == 0)
            return 0;
        var used = orders.Take(length).ToList();
        var logPrecision = used.Average(o => Math.Log(o.Precision(index, length)));
        var closest = samples.Where((_, i) => i != index).Select(s => s.Length).OrderBy(l => Math.Abs(l - length)).ThenBy(l => l).First();
        var brevity = length >= closest ? 0 : 1 - (double)closest / length;
        return Math.Exp(brevity + logPrecision);
    }

    /// <summary>
    /// The n-grams of all samples, with the two largest counts of each: the largest among the others then follows for every
    /// sample without counting again.
    /// </summary>
    private sealed class Order
    {
        private readonly int _n;
        private readonly List<Dictionary<Gram, int>> _counts;
        private readonly Dictionary<Gram, (int Most, int Sample, int Second)> _limits = [];

        public Order(IReadOnlyList<int[]> samples, int n)
        {
            _n = n;
            _counts = [.. samples.Select(s => Of(s, n).CountBy(g => g).ToDictionary())];
            for (var i = 0; i < _counts.Count; i++)
                foreach (var (gram, count) in _counts[i])
                    _limits[gram] = With(_limits.GetValueOrDefault(gram), count, i);
        }

        /// <summary>Clipped matches of a sample with all the others ÷ its n-grams.</summary>
        public double Precision(int sample, int length)
        {
            var matches = _counts[sample].Sum(g => Math.Min(g.Value, MostOfOthers(g.Key, sample)));
            return Math.Max(matches, 0.5) / (length - _n + 1);
        }

        private int MostOfOthers(Gram gram, int sample) => _limits[gram].Sample == sample ? _limits[gram].Second : _limits[gram].Most;

        private static (int Most, int Sample, int Second) With((int Most, int Sample, int Second) limit, int count, int sample) =>
            count > limit.Most ? (count, sample, limit.Most) : limit with { Second = Math.Max(limit.Second, count) };
    }

    private static IEnumerable<Gram> Of(int[] tokens, int n) =>
        Enumerable.Range(0, Math.Max(0, tokens.Length - n + 1)).Select(i => new Gram(
            tokens[i], n > 1 ? tokens[i + 1] : -1, n > 2 ? tokens[i + 2] : -1, n > 3 ? tokens[i + 3] : -1));

    private readonly record struct Gram(int First, int Second, int Third, int Fourth);
}
