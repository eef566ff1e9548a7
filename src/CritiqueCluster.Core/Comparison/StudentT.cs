namespace CritiqueCluster.Core.Comparison;

/// <summary>Quantiles of Student's t distribution.</summary>
internal static class StudentT
{
    private const double Normal = 1.959963984540054;

    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2: critical values of t for a two-sided level of 5 %.
    private static readonly double[] Few =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    ];

    /// <summary>The 97.5 % quantile.</summary>
    /// <param name="freedom">Degrees of freedom, from 1; above 20 by the Cornish-Fisher expansion.</param>
    public static double Quantile975(int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        const double z = Normal;
        double n = freedom;
        return freedom <= Few.Length
            ? Few[freedom - 1]
            : z + (Math.Pow(z, 3) + z) / (4 * n) + (5 * Math.Pow(z, 5) + 16 * Math.Pow(z, 3) + 3 * z) / (96 * n * n)
                + (3 * Math.Pow(z, 7) + 19 * Math.Pow(z, 5) + 17 * Math.Pow(z, 3) - 15 * z) / (384 * n * n * n);
    }
}
