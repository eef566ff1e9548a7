using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Explorations;

/// <summary>What became of a problem in one exploration.</summary>
internal enum Outcome
{
    /// <summary>An attempt from the problem alone was accepted.</summary>
    Solved,

    /// <summary>Only a refinement was accepted: without critique there would be nothing to learn from.</summary>
    Rescued,

    /// <summary>Nothing was accepted.</summary>
    Unsolved,

    /// <summary>A request was quarantined, whichever of the others it is, too.</summary>
    Quarantined,
}

/// <summary>Tells outcomes.</summary>
internal static class Outcomes
{
    /// <summary>Whether an outcome may be told of an exploration.</summary>
    public static bool Has(ExplorationRecord exploration, Outcome outcome) =>
        outcome == Outcome.Quarantined ? exploration.Quarantined.Count > 0 : Of(exploration) == outcome;

    /// <summary>The outcome of its attempts: <c>Solved</c>, <c>Rescued</c> or <c>Unsolved</c>.</summary>
    public static Outcome Of(ExplorationRecord exploration)
    {
        var accepted = exploration.Attempts.Where(attempt => attempt.Accepted).ToList();
        return accepted.Count == 0 ? Outcome.Unsolved
            : accepted.Any(attempt => attempt.Attempt.Source == AttemptSource.Sampled) ? Outcome.Solved
            : Outcome.Rescued;
    }

    public static string NameOf(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}
