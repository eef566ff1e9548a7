namespace CritiqueCluster.Core.Diversity;

/// <summary>The effective number of different samples in a set (Friedman and Dieng, arXiv 2210.02410).</summary>
public static class VendiScore
{
    /// <summary>exp(−Σ λ log λ), λ the eigenvalues of K/n: 1 if all samples are alike, n if none resembles another.</summary>
    /// <param name="kernel">K: symmetric, positive semi-definite, ones on the diagonal; n × n.</param>
    public static double OfKernel(double[,] kernel)
    {
        var n = kernel.GetLength(0);
        var entropy = SymmetricEigenvalues.Of(kernel).Select(v => v / n).Where(l => l > 1e-12).Sum(l => -l * Math.Log(l));
        return n == 0 ? 0 : Math.Exp(entropy);
    }

    /// <summary>The score under the Jaccard similarity of step sets, which is positive semi-definite.</summary>
    public static double OfSteps(IReadOnlyList<IReadOnlySet<string>> samples)
    {
        var kernel = new double[samples.Count, samples.Count];
        for (var i = 0; i < samples.Count; i++)
            for (var j = 0; j <= i; j++)
                kernel[i, j] = kernel[j, i] = Jaccard(samples[i], samples[j]);
        return OfKernel(kernel);
    }

    private static double Jaccard(IReadOnlySet<string> a, IReadOnlySet<string> b)
    {
        var common = a.Count(b.Contains);
        var union = a.Count + b.Count - common;
        return union == 0 ? 1 : (double)common / union;
    }
}
