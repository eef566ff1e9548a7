namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// What reward costs in entropy over training: R = −a·exp(H) + b (Cui et al., arXiv 2505.22617), fitted by least squares in exp(H). When all
/// entropy is spent, reward is b − a: where the run is heading if nothing keeps exploration up.
/// </summary>
/// <param name="A">Reward bought by a unit of exp(H).</param>
/// <param name="B">Reward where exp(H) would be 0.</param>
/// <param name="Points">Rows that it was fitted to.</param>
public sealed record EntropyLaw(double A, double B, int Points)
{
    private const int Fewest = 3; // two points fit any line

    /// <summary>The predicted reward at entropy 0: b − a.</summary>
    public double Ceiling => B - A;

    /// <summary>The law of a run: reward is pass@1 on held-out problems, entropy that of the same samples.</summary>
    /// <returns>Null for fewer than three measured rows, or where entropy never changed.</returns>
    public static EntropyLaw? Of(IEnumerable<IterationReport> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return Fit([.. rows.Where(row => row.TokenEntropy is { } entropy && double.IsFinite(entropy) && row.PassAt.ContainsKey(1)).Select(row => (row.TokenEntropy!.Value, row.PassAt[1]))]);
    }

    /// <summary>Fits entropies in nats and rewards.</summary>
    /// <returns>Null for fewer than three points, or where entropy is the same in all.</returns>
    public static EntropyLaw? Fit(IReadOnlyList<(double Entropy, double Reward)> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < Fewest)
            return null;
        var (x, y) = (points.Average(p => Math.Exp(p.Entropy)), points.Average(p => p.Reward));
        var spread = points.Sum(p => (Math.Exp(p.Entropy) - x) * (Math.Exp(p.Entropy) - x));
        if (spread < 1e-12)
            return null;
        var slope = points.Sum(p => (Math.Exp(p.Entropy) - x) * (p.Reward - y)) / spread;
        return new EntropyLaw(-slope, y - slope * x, points.Count);
    }
}
