using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Which explorations are asked for; what is null does not matter.</summary>
/// <param name="Iteration">The iteration, from 0.</param>
/// <param name="Problem">Part of the problem's id or statement.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Source">Has an accepted attempt of this source.</param>
/// <param name="Evaluations">Those that only measure, instead of those that are learned from.</param>
internal sealed record ExplorationFilter(int? Iteration, string? Problem, Outcome? Outcome, AttemptSource? Source, bool Evaluations)
{
    public bool Allows(ExplorationRecord exploration) =>
        exploration.Purpose == (Evaluations ? ExplorationPurpose.Evaluation : ExplorationPurpose.Training)
        && (Iteration is null || exploration.Iteration == Iteration)
        && (Problem is null || Mentions(exploration, Problem))
        && (Outcome is null || Outcomes.Of(exploration) == Outcome)
        && (Source is null || exploration.Attempts.Any(attempt => attempt.Accepted && attempt.Attempt.Source == Source));

    private static bool Mentions(ExplorationRecord exploration, string text) =>
        exploration.Problem.Id.Contains(text, StringComparison.OrdinalIgnoreCase)
        || exploration.Problem.Statement.Contains(text, StringComparison.OrdinalIgnoreCase);
}
