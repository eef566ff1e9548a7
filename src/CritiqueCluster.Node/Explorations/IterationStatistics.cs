using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Counts over the explorations of one iteration and purpose.</summary>
internal sealed record IterationStatistics(
    int Iteration, ExplorationPurpose Purpose, int Explorations, int Solved, int Rescued, int Unsolved,
    int Attempts, double PassRate, int Accepted, int AcceptedRefinements, int Refinements, int Critiques, long GeneratedTokens, double TokenEntropy, int Quarantined)
{
    /// <summary>One row per iteration and purpose, in order; holds one exploration at a time.</summary>
    public static IReadOnlyList<IterationStatistics> Of(IEnumerable<ExplorationRecord> explorations)
    {
        var counts = new SortedDictionary<(int Iteration, ExplorationPurpose Purpose), IterationCounts>();
        foreach (var exploration in explorations)
        {
            var key = (exploration.Iteration, exploration.Purpose);
            if (!counts.TryGetValue(key, out var found))
                counts[key] = found = new IterationCounts();
            found.Add(exploration);
        }
        return [.. counts.Select(row => row.Value.Row(row.Key.Iteration, row.Key.Purpose))];
    }

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
        ["quarantined"] = Quarantined,
    };
}
