namespace CritiqueCluster.Core.Diversity;

/// <summary>A 95 % interval of an estimate.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public sealed record Interval(double Low, double High)
{
    private const double Z = 1.959963984540054; // 97.5 % quantile of the normal distribution

    /// <summary>Whether two intervals share a point.</summary>
    public bool Overlaps(Interval other) => Low <= other.High && other.Low <= High;

    /// <summary>Wilson's score interval of a share (Wilson, 1927); sound near 0 and 1 and for few trials.</summary>
    /// <param name="successes">Successes among the trials.</param>
    /// <param name="trials">Trials; with none nothing is known: [0, 1].</param>
    public static Interval Wilson(int successes, int trials)
    {
        if (trials == 0)
            return new Interval(0, 1);
        var n = (double)trials;
        var p = successes / n;
        var centre = p + Z * Z / (2 * n);
        var half = Z * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        var scale = 1 + Z * Z / n;
        return new Interval(Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }

    /// <summary>Percentile bootstrap of a mean: the same values and seed give the same interval.</summary>
    /// <param name="values">One value per independent unit (a problem, not a sample: samples of one problem are not independent).</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <param name="resamples">How often the values are drawn again.</param>
    public static Interval Bootstrap(IReadOnlyList<double> values, long seed = 1, int resamples = 1000)
    {
        if (values.Count == 0)
            return new Interval(0, 1);
        var random = SplitMix64.Derive(seed, "bootstrap");
        var means = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            var sum = 0.0;
            for (var i = 0; i < values.Count; i++)
                sum += values[random.Below(values.Count)];
            means[r] = sum / values.Count;
        }
        Array.Sort(means);
        return new Interval(means[(int)(0.025 * resamples)], means[(int)Math.Min(resamples - 1, 0.975 * resamples)]);
    }
}

/// <summary>A difference of two means.</summary>
/// <param name="Mean">The difference.</param>
/// <param name="Interval">Its 95 % bootstrap interval; noise alone explains a difference whose interval holds 0.</param>
public sealed record Change(double Mean, Interval Interval)
{
    /// <summary>Whether noise alone could explain it.</summary>
    public bool WithinNoise => Interval.Low <= 0 && Interval.High >= 0;

    /// <summary>The change given one difference per independent unit.</summary>
    public static Change Of(IReadOnlyList<double> differences) => new(differences.Average(), Interval.Bootstrap(differences));
}
