namespace CritiqueCluster.Core.Diversity;

/// <summary>Entropies in nats.</summary>
public static class Entropy
{
    /// <summary>−Σ p log p of a distribution given as counts; 0 for none.</summary>
    public static double OfCounts(IEnumerable<int> counts)
    {
        var positive = counts.Where(c => c > 0).ToList();
        var total = (double)positive.Sum();
        return positive.Count < 2 ? 0 : -positive.Sum(c => c / total * Math.Log(c / total));
    }

    /// <summary>Entropy of the values' distribution; values are told apart ordinally, null is a value (no answer).</summary>
    public static double OfValues(IEnumerable<string?> values) =>
        OfCounts(values.GroupBy(v => v, StringComparer.Ordinal).Select(g => g.Count()));
}
