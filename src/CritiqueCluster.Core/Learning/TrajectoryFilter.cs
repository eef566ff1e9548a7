using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>Which attempts become trajectories to imitate, and which of them are trained on. Pure and independent of order.</summary>
public static class TrajectoryFilter
{
    /// <summary>The filter that an objective is used with where nothing else is said.</summary>
    public static LearnerFilter DefaultFor(LearnerObjective objective) =>
        objective == LearnerObjective.Likelihood ? LearnerFilter.Accepted : LearnerFilter.All;

    /// <summary>What passes the filter of training explorations, in canonical order.</summary>
    public static IReadOnlyList<Trajectory> Of(IEnumerable<ExplorationRecord> explorations, LearnerFilter filter)
    {
        ArgumentNullException.ThrowIfNull(explorations);
        return [.. Sorted(
            from exploration in explorations
            where exploration.Purpose == ExplorationPurpose.Training
            from attempt in Passing(exploration.Attempts, filter)
            select Trajectory.Of(exploration, attempt))];
    }

    /// <summary>
    /// At most <see cref="LearnerOptions.MaxPerProblem"/> a problem, so that easy problems do not crowd out hard ones: refinements
    /// first, since plain sampling did not find them, then the newest.
    /// </summary>
    /// <param name="trajectories">Of all iterations that are learned from.</param>
    /// <param name="maxPerProblem">How many; 0: all.</param>
    /// <param name="distinct">Of each canonical form one.</param>
    public static IReadOnlyList<Trajectory> Balanced(IEnumerable<Trajectory> trajectories, int maxPerProblem, bool distinct = true)
    {
        ArgumentNullException.ThrowIfNull(trajectories);
        return [.. Sorted(trajectories.GroupBy(t => t.ProblemId, StringComparer.Ordinal).SelectMany(problem => Distinct(problem
            .OrderBy(t => t.Source == AttemptSource.Sampled).ThenByDescending(t => t.Iteration).ThenBy(t => t.Attempt))
            .Take(maxPerProblem > 0 ? maxPerProblem : int.MaxValue)))];

        IEnumerable<Trajectory> Distinct(IEnumerable<Trajectory> problem) => distinct ? problem.DistinctBy(t => t.Canonical) : problem;
    }

    private static IEnumerable<CheckedAttempt> Passing(IEnumerable<CheckedAttempt> attempts, LearnerFilter filter) => filter switch
    {
        LearnerFilter.Accepted => attempts.Where(a => a.Accepted),
        LearnerFilter.Correct => attempts.Where(a => a.Correct),
        // A later sample that repeats a refinement was not accepted; without refinements it would have been.
        LearnerFilter.Sampled => attempts.Where(a => a.Correct && a.Attempt.Source == AttemptSource.Sampled)
            .OrderBy(a => a.Attempt.Index).DistinctBy(a => a.Canonical),
        LearnerFilter.Refined => attempts.Where(a => a.Accepted && a.Attempt.Source != AttemptSource.Sampled),
        _ => attempts,
    };

    private static IOrderedEnumerable<Trajectory> Sorted(IEnumerable<Trajectory> trajectories) => trajectories
        .OrderBy(t => t.ProblemId, StringComparer.Ordinal).ThenBy(t => t.Iteration).ThenBy(t => t.Attempt);
}
