using System.Globalization;

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

    /// <summary>
    /// The bin that a user names: as in <see cref="Bins"/>, the fractions also as <c>1/4</c>, white space as one likes; or its
    /// number from 0, the hardest.
    /// </summary>
    /// <returns>Null if there is none of that name.</returns>
    public static int? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var wanted = Plain(name);
        for (var bin = 0; bin < Bins.Count; bin++)
            if (wanted == Plain(Bins[bin]) || wanted == bin.ToString(CultureInfo.InvariantCulture))
                return bin;
        return null;
    }

    /// <summary>The bin of a pass rate, counted in whole numbers so that a rate on a boundary is exact.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 ≤ correct ≤ samples, or no samples.</exception>
    public static int BinOf(int correct, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(correct, samples);
        return (4 * correct + samples - 1) / samples;
    }

    private static string Plain(string name) => string.Concat(name.Where(c => !char.IsWhiteSpace(c)))
        .Replace("¼", "1/4", StringComparison.Ordinal).Replace("½", "1/2", StringComparison.Ordinal).Replace("¾", "3/4", StringComparison.Ordinal);
}
