namespace CritiqueCluster.Core.Comparison;

/// <summary>A mean over seeds with its 95 % interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Lower end; null for a single seed, which says nothing about other seeds.</param>
/// <param name="High">Upper end.</param>
public sealed record Estimate(double Mean, double? Low, double? High)
{
    /// <summary>
    /// Student's t interval of a mean: mean ± t(0.975, n − 1) · s / √n with the sample deviation s. Seeds are the independent units, so
    /// it covers everything that a seed changes: sampling, order of training, measuring.
    /// </summary>
    /// <param name="values">One value per seed.</param>
    /// <returns>Null where there are no values.</returns>
    public static Estimate? Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return null;
        var mean = values.Average();
        if (values.Count == 1)
            return new Estimate(mean, null, null);
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        var half = StudentT.Quantile975(values.Count - 1) * Math.Sqrt(variance / values.Count);
        return new Estimate(mean, mean - half, mean + half);
    }
}
