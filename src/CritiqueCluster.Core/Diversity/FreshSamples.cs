using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// Estimates how often fresh samples of the refined problems would be right. Problems are refined because few of their first-round attempts
/// were right, so a rate over these same attempts is too low. Here each first-round attempt of an iteration is held out in turn, over all
/// explored problems: the others say which class its problem is in (n attempts, c of the others right), and the one held out, which took no
/// part in that, measures the class. With N(c) explorations that have c right attempts of n, the rate of class c is
/// (c + 1)·N(c + 1) / ((c + 1)·N(c + 1) + (n − c)·N(c)): Robbins' empirical Bayes estimate ("An Empirical Bayes Approach to Statistics",
/// 1956). The rates are weighted by the refinements of each class.
/// </summary>
/// <remarks>
/// A class is told by one attempt less than the run chose by, and later rounds choose by failed refinements, too: where problems differ, the
/// rate errs a little high, which does not flatter the critic. Whole numbers are counted, so that the order of arrival leaves no trace.
/// </remarks>
internal sealed class FreshSamples
{
    /// <summary>By iteration and number of first-round attempts: explorations and their refinements, by how many of these attempts are right.</summary>
    private readonly SortedDictionary<(int Iteration, int Attempts), (int[] Explorations, long[] Refinements)> _groups = [];

    /// <summary>Adds an exploration, refined or not; those that only measure are passed over.</summary>
    public void Add(ExplorationRecord exploration)
    {
        var first = exploration.Attempts.Where(a => a.Round == 0 && a.Attempt.Source == AttemptSource.Sampled).ToList();
        if (exploration.Purpose != ExplorationPurpose.Training || first.Count < 2) // one to tell the class, one to measure it
            return;
        if (!_groups.TryGetValue((exploration.Iteration, first.Count), out var group))
            _groups[(exploration.Iteration, first.Count)] = group = (new int[first.Count + 1], new long[first.Count + 1]);
        var right = first.Count(a => a.Correct);
        group.Explorations[right]++;
        group.Refinements[right] += exploration.Attempts.Count(a => a.Attempt.Source != AttemptSource.Sampled);
    }

    /// <summary>The rate; null where nothing was refined that had another first-round attempt to measure by.</summary>
    public double? Rate()
    {
        var (right, refinements) = (0.0, 0L);
        foreach (var ((_, attempts), group) in _groups)
            for (var c = 0; c < attempts; c++)
            {
                if (group.Refinements[c] == 0)
                    continue;
                double rightHeldOut = (c + 1) * group.Explorations[c + 1], wrongHeldOut = (attempts - c) * group.Explorations[c];
                right += group.Refinements[c] * rightHeldOut / (rightHeldOut + wrongHeldOut);
                refinements += group.Refinements[c];
            }
        return refinements == 0 ? null : right / refinements;
    }
}
