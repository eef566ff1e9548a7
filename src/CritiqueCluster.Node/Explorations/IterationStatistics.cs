using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Counts over the explorations of one iteration and purpose.</summary>
internal sealed record IterationStatistics(
    int Iteration, ExplorationPurpose Purpose, int Explorations, int Solved, int Rescued, int Unsolved,
    int Attempts, double PassRate, int Accepted, int AcceptedRefinements, int Refinements, int Critiques, long GeneratedTokens, double TokenEntropy)
{
    /// <summary>One row per iteration and purpose, in order.</summary>
    public static IReadOnlyList<IterationStatistics> Of(IEnumerable<ExplorationRecord> explorations) =>
        [.. explorations.GroupBy(exploration => (exploration.Iteration, exploration.Purpose))
            .OrderBy(group => group.Key.Iteration).ThenBy(group => group.Key.Purpose)
            .Select(group => Of(group.Key.Iteration, group.Key.Purpose, [.. group]))];

    public JsonObject ToJson() => new()
    {
        ["iteration"] = Iteration,
        ["purpose"] = Purpose.ToString().ToLowerInvariant(),
        ["explorations"] = Explorations,
        ["solved"] = Solved,
        ["rescued"] = Rescued,
        ["unsolved"] = Unsolved,
        ["attempts"] = Attempts,
        ["passRate"] = PassRate,
        ["accepted"] = Accepted,
        ["refinements"] = Refinements,
        ["acceptedRefinements"] = AcceptedRefinements,
        ["critiques"] = Critiques,
        ["generatedTokens"] = GeneratedTokens,
        ["tokenEntropy"] = TokenEntropy,
    };

    private static IterationStatistics Of(int iteration, ExplorationPurpose purpose, List<ExplorationRecord> explorations)
    {
        var outcomes = explorations.CountBy(Outcomes.Of).ToDictionary();
        var attempts = explorations.SelectMany(exploration => exploration.Attempts).ToList();
        var sampled = attempts.Sum(attempt => (long)attempt.Attempt.GeneratedTokens);
        return new(
            iteration, purpose, explorations.Count,
            outcomes.GetValueOrDefault(Outcome.Solved), outcomes.GetValueOrDefault(Outcome.Rescued), outcomes.GetValueOrDefault(Outcome.Unsolved),
            attempts.Count, attempts.Count == 0 ? 0 : (double)attempts.Count(attempt => attempt.Correct) / attempts.Count,
            attempts.Count(attempt => attempt.Accepted), attempts.Count(attempt => attempt.Accepted && IsRefinement(attempt)),
            attempts.Count(IsRefinement), explorations.Sum(exploration => exploration.Critiques.Count),
            explorations.Sum(exploration => (long)exploration.GeneratedTokens),
            sampled == 0 ? 0 : attempts.Sum(attempt => attempt.Attempt.Entropies.Sum(entropy => (double)entropy)) / sampled);
    }

    private static bool IsRefinement(CheckedAttempt attempt) => attempt.Attempt.Source != AttemptSource.Sampled;
}
