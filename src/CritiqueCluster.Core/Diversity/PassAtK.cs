namespace CritiqueCluster.Core.Diversity;

/// <summary>pass@k: the chance that at least one of k samples is right (Chen et al., arXiv 2107.03374).</summary>
public static class PassAtK
{
    /// <summary>The unbiased estimate 1 − C(n−c, k)/C(n, k), as a product so that nothing overflows; 1 where n − c &lt; k.</summary>
    /// <param name="samples">n: samples drawn.</param>
    /// <param name="correct">c: how many of them are right.</param>
    /// <param name="k">How many one may look at.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ c ≤ n, or not 1 ≤ k ≤ n.</exception>
    public static double Estimate(int samples, int correct, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, samples);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);
        if (samples - correct < k)
            return 1;
        var allWrong = 1.0;
        for (var i = samples - correct + 1; i <= samples; i++)
            allWrong *= 1 - (double)k / i;
        return 1 - allWrong;
    }

    /// <summary>The k of a smooth curve: powers of two up to the number of samples, the wanted k, and the number itself.</summary>
    public static IReadOnlyList<int> CurvePoints(int samples, IEnumerable<int> wanted)
    {
        var points = new SortedSet<int>(wanted.Where(k => k >= 1 && k <= samples));
        for (var k = 1; k <= samples; k *= 2)
            points.Add(k);
        if (samples > 0)
            points.Add(samples);
        return [.. points];
    }
}
