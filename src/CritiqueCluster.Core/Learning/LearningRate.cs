namespace CritiqueCluster.Core.Learning;

/// <summary>Linear warm-up, then cosine to a tenth of the peak.</summary>
/// <param name="Peak">Highest rate.</param>
/// <param name="WarmUp">Share of the steps that the rate rises over.</param>
/// <param name="Steps">Steps in all.</param>
public sealed record LearningRate(double Peak, double WarmUp, int Steps)
{
    private const double Floor = 0.1;

    /// <summary>The rate of a step, counted from 0.</summary>
    public double At(int step)
    {
        var rise = Math.Max(1, (int)Math.Round(WarmUp * Steps));
        if (step < rise)
            return Peak * (step + 1) / rise;
        var t = (double)(step - rise) / Math.Max(1, Steps - rise);
        return Peak * (Floor + (1 - Floor) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, t))));
    }
}
