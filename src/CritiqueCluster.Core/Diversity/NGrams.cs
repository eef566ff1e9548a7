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
    public static double? SelfBleu(IReadOnlyList<int[]> samples) => samples.Count < 2
        ? null
        : samples.Select((s, i) => Bleu(s, [.. samples.Where((_, j) => j != i)])).Average();

    private static double Bleu(int[] candidate, IReadOnlyList<int[]> references)
    {
        if (candidate.Length == 0)
            return 0;
        var orders = Math.Min(4, candidate.Length);
        var logPrecision = 0.0;
        for (var n = 1; n <= orders; n++)
            logPrecision += Math.Log(Precision(candidate, references, n)) / orders;
        var closest = references.Select(r => r.Length).OrderBy(l => Math.Abs(l - candidate.Length)).ThenBy(l => l).First();
        var brevity = candidate.Length >= closest ? 0 : 1 - (double)closest / candidate.Length;
        return Math.Exp(brevity + logPrecision);
    }

    private static double Precision(int[] candidate, IReadOnlyList<int[]> references, int n)
    {
        var limits = new Dictionary<Gram, int>();
        foreach (var (gram, count) in references.SelectMany(r => Of(r, n).CountBy(g => g)))
            limits[gram] = Math.Max(count, limits.GetValueOrDefault(gram));
        var matches = Of(candidate, n).CountBy(g => g).Sum(g => Math.Min(g.Value, limits.GetValueOrDefault(g.Key)));
        return Math.Max(matches, 0.5) / (candidate.Length - n + 1);
    }

    private static IEnumerable<Gram> Of(int[] tokens, int n) =>
        Enumerable.Range(0, Math.Max(0, tokens.Length - n + 1)).Select(i => new Gram(
            tokens[i], n > 1 ? tokens[i + 1] : -1, n > 2 ? tokens[i + 2] : -1, n > 3 ? tokens[i + 3] : -1));

    private readonly record struct Gram(int First, int Second, int Third, int Fourth);
}
