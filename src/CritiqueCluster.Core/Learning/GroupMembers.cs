using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>Which attempts of an exploration are compared with each other.</summary>
internal static class GroupMembers
{
    /// <summary>
    /// The attempts that were sampled from the problem alone, and of the refinements: with <c>CritiqueGrpo</c> one, the first right one or
    /// else the first (the best, where right is all that is scored); with others all continued ones, if
    /// <see cref="GrpoOptions.Refinements"/> asks for them. Rewritten ones were sampled from another prompt, and have no ratio.
    /// </summary>
    /// <returns>By index.</returns>
    public static IReadOnlyList<CheckedAttempt> Of(IEnumerable<CheckedAttempt> attempts, LearnerOptions options)
    {
        var sorted = attempts.OrderBy(a => a.Attempt.Index).ToList();
        var sampled = sorted.Where(a => a.Attempt.Source == AttemptSource.Sampled);
        var refinements = options.Objective == LearnerObjective.CritiqueGrpo
            ? sorted.Where(a => a.Attempt.Source != AttemptSource.Sampled).OrderBy(a => !a.Correct).ThenBy(a => a.Attempt.Index).Take(1)
            : sorted.Where(a => a.Attempt.Source == AttemptSource.Continued && options.Grpo.Refinements);
        return [.. sampled.Concat(refinements).OrderBy(a => a.Attempt.Index)];
    }
}
