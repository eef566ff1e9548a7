using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// What a policy gradient learns from: all attempts at one problem in one iteration are a group, and each is worth what it is
/// better than its group: A = (r − mean r) / (std r + ε) (GRPO, arXiv 2402.03300), without the division in Dr. GRPO
/// (arXiv 2503.20783). The reward r is 1 for a right final answer and 0 for a wrong one. Pure and independent of order.
/// </summary>
public static class GroupAdvantages
{
    private const double Epsilon = 1e-6;

    /// <summary>
    /// The trajectories of all groups that have right and wrong attempts, in canonical order. A group whose rewards are all equal
    /// carries no gradient: it is left out, and does not count in the mean over tokens. That is the learner's part of dynamic
    /// sampling (DAPO, arXiv 2503.14476); drawing more attempts in its place is exploration's.
    /// </summary>
    /// <param name="explorations">An iteration's explorations, in any order; those that only measure are passed over.</param>
    /// <param name="options">Who belongs to a group (<see cref="GroupMembers"/>), and whether advantages are divided.</param>
    /// <param name="blame">Places the blame of wrong attempts; null: on all of their tokens.</param>
    public static IReadOnlyList<Trajectory> Of(IEnumerable<ExplorationRecord> explorations, LearnerOptions options, StepBlame? blame = null)
    {
        ArgumentNullException.ThrowIfNull(explorations);
        ArgumentNullException.ThrowIfNull(options);
        return [.. explorations.Where(e => e.Purpose == ExplorationPurpose.Training)
            .OrderBy(e => e.Problem.Id, StringComparer.Ordinal).ThenBy(e => e.Iteration)
            .SelectMany(e => Group(e, options, blame))];
    }

    /// <summary>Advantages of one group; all 0 where all rewards are equal.</summary>
    /// <param name="rewards">Of each attempt.</param>
    /// <param name="divide">Divide by the standard deviation (of a sample: n − 1, as public implementations do).</param>
    public static IReadOnlyList<double> Of(IReadOnlyList<double> rewards, bool divide)
    {
        ArgumentNullException.ThrowIfNull(rewards);
        var mean = rewards.DefaultIfEmpty(0).Average();
        var deviation = Math.Sqrt(rewards.Sum(r => (r - mean) * (r - mean)) / Math.Max(1, rewards.Count - 1));
        return [.. rewards.Select(r => (r - mean) / (divide ? deviation + Epsilon : 1))];
    }

    private static IEnumerable<Trajectory> Group(ExplorationRecord exploration, LearnerOptions options, StepBlame? blame)
    {
        var critical = options.Objective == LearnerObjective.CritiqueGrpo;
        var group = GroupMembers.Of(exploration.Attempts, options);
        if (group.DistinctBy(a => a.Correct).Count() < 2)
            return [];
        var advantages = Of([.. group.Select(a => a.Correct ? 1.0 : 0.0)], options.Grpo.DivideByDeviation && !critical);
        return group.Zip(advantages, (checkedAttempt, advantage) =>
        {
            var attempt = checkedAttempt.Attempt;
            return Trajectory.Of(exploration, checkedAttempt) with
            {
                Forced = attempt.Forced,
                Sampled = new SampledTail(attempt.LogProbabilities[attempt.Forced..], advantage,
                    Blameless: Math.Max(0, (blame?.BlamelessTokens(exploration, checkedAttempt) ?? 0) - attempt.Forced),
                    Guided: critical && attempt.Source != AttemptSource.Sampled),
            };
        });
    }
}
