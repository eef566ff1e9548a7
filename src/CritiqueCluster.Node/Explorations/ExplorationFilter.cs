using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Which explorations are asked for; what is null does not matter.</summary>
internal sealed record ExplorationFilter
{
    /// <summary>The iteration, from 0; -1 is the base's evaluation.</summary>
    public int? Iteration { get; init; }

    /// <summary>Part of the problem's id or statement, in any case.</summary>
    public string? Problem { get; init; }

    /// <summary>The problem's difficulty bin (<see cref="Core.Diversity.Difficulty.Bins"/>): <see cref="ChosenExplorations"/> knows it.</summary>
    public int? Bin { get; init; }

    /// <summary>What became of it.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Has an accepted attempt of this source.</summary>
    public AttemptSource? Source { get; init; }

    /// <summary>Step of the policy's parameter version that sampled it; of a stream, a token of it.</summary>
    public int? PolicyVersion { get; init; }

    /// <summary>Stands in an attempt or a critique, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>What it is for.</summary>
    public ExplorationPurpose? Purpose { get; init; }

    /// <summary>Whether an exploration is asked for, as far as it can tell by itself: its bin is not looked at.</summary>
    public bool Allows(ExplorationRecord exploration) =>
        (Purpose is null || exploration.Purpose == Purpose)
        && (Iteration is null || exploration.Iteration == Iteration)
        && (PolicyVersion is null || HasTokensOf(exploration, PolicyVersion.Value))
        && (Problem is null || Contains(exploration.Problem.Id, Problem) || Contains(exploration.Problem.Statement, Problem))
        && (Outcome is null || Outcomes.Has(exploration, Outcome.Value))
        && (Source is null || exploration.Attempts.Any(attempt => attempt.Accepted && attempt.Attempt.Source == Source))
        && (Text is null || Says(exploration, Text));

    private static bool HasTokensOf(ExplorationRecord exploration, int version) => exploration.Attempts.Count == 0
        ? exploration.PolicyVersion == version
        : exploration.Attempts.Any(attempt => attempt.Attempt.PolicyVersion == version || attempt.Attempt.Versions?.Any(span => span.Version == version) == true);

    private static bool Says(ExplorationRecord exploration, string text) =>
        exploration.Attempts.Any(attempt => Contains(attempt.Attempt.Text, text)) || exploration.Critiques.Any(critique => Contains(critique.Text, text));

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
