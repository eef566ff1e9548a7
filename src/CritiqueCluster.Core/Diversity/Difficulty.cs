namespace CritiqueCluster.Core.Diversity;

/// <summary>Bins of problems by the base model's pass rate: 0; (0, ¼]; (¼, ½]; (½, ¾]; (¾, 1] (ALGORITHMS: tail coverage).</summary>
/// <remarks>
/// A problem is put into its bin once and stays there: bins that moved with the policy could not show what it loses.
/// The hardest bin holds problems that the base never solved in the samples taken, some of them by bad luck, so that every
/// arm looks better there at the next look; compare arms, not only iterations.
/// </remarks>
public static class Difficulty
{
    /// <summary>Names of the bins, hardest first.</summary>
    public static IReadOnlyList<string> Bins { get; } = ["0", "(0, ¼]", "(¼, ½]", "(½, ¾]", "(¾, 1]"];

    /// <summary>The bin of a pass rate, counted in whole numbers so that a rate on a boundary is exact.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ correct ≤ samples, or no samples.</exception>
    public static int BinOf(int correct, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);
        return (4 * correct + samples - 1) / samples;
    }
}
