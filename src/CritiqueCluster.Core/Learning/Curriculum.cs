using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>What one iteration trains on.</summary>
/// <param name="Known">What later iterations may learn from again.</param>
/// <param name="Chosen">What this one learns from.</param>
/// <param name="Supervised">Examples of the original supervised data that go with it.</param>
internal sealed record Curriculum(List<Trajectory> Known, IReadOnlyList<Trajectory> Chosen, int Supervised)
{
    /// <summary>
    /// Likelihood imitates what passes the filter, of this iteration and (Accumulate) those before it, mixed with supervised data.
    /// A policy gradient learns from what its own parameters sampled: this iteration's groups, whole and with nothing else.
    /// </summary>
    /// <param name="explorations">This iteration's.</param>
    /// <param name="before">What is known of earlier ones.</param>
    /// <param name="options">Say which.</param>
    /// <param name="blame">Finds the steps of wrong attempts, where StepAdvantages asks for it.</param>
    public static Curriculum Of(
        IReadOnlyList<ExplorationRecord> explorations, IReadOnlyList<Trajectory> before, LearnerOptions options, StepBlame? blame = null) =>
        Choose(Fresh(explorations, options, blame), before, options);

    /// <summary>Collects the trajectories of an iteration's explorations; the report counts by it, too.</summary>
    public static IReadOnlyList<Trajectory> Fresh(IReadOnlyList<ExplorationRecord> explorations, LearnerOptions options, StepBlame? blame = null) =>
        options.Objective == LearnerObjective.Likelihood
            ? TrajectoryFilter.Of(explorations, options.Filter)
            : GroupAdvantages.Of(explorations, options, options.StepAdvantages ? blame : null);

    /// <summary>Chooses the trajectories to train on, from this iteration and earlier ones; looks at no tokens.</summary>
    public static Curriculum Choose(IReadOnlyList<Trajectory> fresh, IReadOnlyList<Trajectory> before, LearnerOptions options)
    {
        if (options.Objective != LearnerObjective.Likelihood)
            return new Curriculum([], fresh, 0);
        List<Trajectory> known = options.Accumulate ? [.. before, .. fresh] : [.. fresh];
        var chosen = TrajectoryFilter.Balanced(known, options.MaxPerProblem, distinct: options.Filter != LearnerFilter.Correct);
        return new Curriculum(known, chosen, (int)Math.Round(chosen.Count * options.SupervisedMix));
    }
}
