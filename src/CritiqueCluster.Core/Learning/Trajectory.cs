using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// What the learner trains on: an accepted attempt or refinement, without the critique that led to it (AutoMathCritique,
/// step 5). Kept in the checkpoint, so that later iterations can learn from it again.
/// </summary>
/// <param name="ProblemId">The problem that it solves.</param>
/// <param name="Statement">The problem's text.</param>
/// <param name="Iteration">The iteration that explored it.</param>
/// <param name="Attempt">Its index within the exploration.</param>
/// <param name="Source">Attempt or refinement.</param>
/// <param name="Canonical">Its canonical step sequence.</param>
/// <param name="Tokens">Its tokens after the prompt, the end-of-sequence token included.</param>
public sealed record Trajectory(
    string ProblemId, string Statement, int Iteration, int Attempt, AttemptSource Source, string Canonical, int[] Tokens);

/// <summary>Which attempts become trajectories, and which trajectories are trained on. Pure and independent of order.</summary>
public static class TrajectoryFilter
{
    /// <summary>Every accepted attempt (right, not a shortcut) of training explorations, in canonical order.</summary>
    public static IReadOnlyList<Trajectory> Accepted(IEnumerable<ExplorationRecord> explorations)
    {
        ArgumentNullException.ThrowIfNull(explorations);
        return [.. Sorted(
            from exploration in explorations
            where exploration.Purpose == ExplorationPurpose.Training
            from checkedAttempt in exploration.Attempts
            where checkedAttempt.Accepted
            let attempt = checkedAttempt.Attempt
            select new Trajectory(exploration.Problem.Id, exploration.Problem.Statement, exploration.Iteration,
                attempt.Index, attempt.Source, checkedAttempt.Canonical, attempt.Tokens))];
    }

    /// <summary>
    /// Of each canonical form one, and at most <see cref="LearnerOptions.MaxPerProblem"/> a problem, so that easy problems do not
    /// crowd out hard ones: refinements first, since plain sampling did not find them, then the newest.
    /// </summary>
    public static IReadOnlyList<Trajectory> Balanced(IEnumerable<Trajectory> trajectories, int maxPerProblem)
    {
        ArgumentNullException.ThrowIfNull(trajectories);
        return [.. Sorted(trajectories.GroupBy(t => t.ProblemId, StringComparer.Ordinal).SelectMany(problem => problem
            .OrderBy(t => t.Source == AttemptSource.Sampled).ThenByDescending(t => t.Iteration).ThenBy(t => t.Attempt)
            .DistinctBy(t => t.Canonical)
            .Take(maxPerProblem > 0 ? maxPerProblem : int.MaxValue)))];
    }

    private static IOrderedEnumerable<Trajectory> Sorted(IEnumerable<Trajectory> trajectories) => trajectories
        .OrderBy(t => t.ProblemId, StringComparer.Ordinal).ThenBy(t => t.Iteration).ThenBy(t => t.Attempt);
}
