namespace CritiqueCluster.Core.Diversity;

/// <summary>One difficulty bin in one iteration.</summary>
/// <param name="Bin">Its name (<see cref="Difficulty.Bins"/>).</param>
/// <param name="Problems">Explored problems in it.</param>
/// <param name="Share">
/// Its share of the trajectories that the iteration trains on: what passes the learner's filter, of earlier iterations, too, where it
/// accumulates, and at most <c>MaxPerProblem</c> of a problem. Null if there are none at all.
/// </param>
/// <param name="Covered">Share of its explored problems with at least one accepted trajectory in the exploration; null for an empty bin.</param>
/// <param name="Trained">Its trajectories that the iteration trains on.</param>
public sealed record BinCoverage(string Bin, int Problems, double? Share, double? Covered, int Trained = 0);

/// <summary>Whether training still reaches the hard problems (tail narrowing, arXiv 2411.00750).</summary>
public static class TailCoverage
{
    /// <summary>Share of trajectories and of covered problems per bin, hardest first.</summary>
    /// <param name="problems">Per explored problem: its frozen bin and its accepted trajectories.</param>
    /// <param name="trained">The bin of each trajectory that is trained on.</param>
    public static IReadOnlyList<BinCoverage> Measure(IEnumerable<(int Bin, int Accepted)> problems, IEnumerable<int> trained)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(trained);
        var count = new int[Difficulty.Bins.Count];
        var covered = new int[count.Length];
        var trajectories = new int[count.Length];
        foreach (var (bin, accepted) in problems)
        {
            count[bin]++;
            covered[bin] += accepted > 0 ? 1 : 0;
        }
        foreach (var bin in trained)
            trajectories[bin]++;
        var all = trajectories.Sum();
        return
        [
            .. Difficulty.Bins.Select((name, i) => new BinCoverage(
                name, count[i], Ratio(trajectories[i], all), Ratio(covered[i], count[i]), trajectories[i])),
        ];
    }

    /// <summary>Tail-narrowing index: the hardest bin's share now ÷ at the first iteration. Below 1 the tail narrows.</summary>
    /// <returns>Null where the first share is 0 or unknown.</returns>
    public static double? Index(IReadOnlyList<BinCoverage> now, IReadOnlyList<BinCoverage> first) =>
        first is [{ Share: > 0 and var before }, ..] && now is [{ Share: { } share }, ..] ? share / before : null;

    private static double? Ratio(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
