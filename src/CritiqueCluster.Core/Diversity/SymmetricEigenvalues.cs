namespace CritiqueCluster.Core.Diversity;

/// <summary>Eigenvalues of small symmetric matrices by cyclic Jacobi rotations (Golub and Van Loan, §8.5).</summary>
public static class SymmetricEigenvalues
{
    private const int MostSweeps = 50;

    /// <summary>The n eigenvalues, ascending; only the lower triangle's mirror image is trusted to be equal, not checked.</summary>
    /// <param name="matrix">n × n, symmetric; not changed.</param>
    public static double[] Of(double[,] matrix)
    {
        var a = (double[,])matrix.Clone();
        var n = a.GetLength(0);
        for (var sweep = 0; sweep < MostSweeps && OffDiagonal(a, n) > 1e-22; sweep++)
            for (var p = 0; p < n; p++)
                for (var q = p + 1; q < n; q++)
                    Rotate(a, n, p, q);
        var values = Enumerable.Range(0, n).Select(i => a[i, i]).ToArray();
        Array.Sort(values);
        return values;
    }

    private static double OffDiagonal(double[,] a, int n)
    {
        var sum = 0.0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < i; j++)
                sum += a[i, j] * a[i, j];
        return sum;
    }

    private static void Rotate(double[,] a, int n, int p, int q)
    {
        if (a[p, q] == 0)
            return;
        var theta = (a[q, q] - a[p, p]) / (2 * a[p, q]);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        var c = 1 / Math.Sqrt(t * t + 1);
        var s = t * c;
        for (var k = 0; k < n; k++)
            (a[k, p], a[k, q]) = (c * a[k, p] - s * a[k, q], s * a[k, p] + c * a[k, q]);
        for (var k = 0; k < n; k++)
            (a[p, k], a[q, k]) = (c * a[p, k] - s * a[q, k], s * a[p, k] + c * a[q, k]);
    }
}
