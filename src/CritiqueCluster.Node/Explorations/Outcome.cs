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
}

/// <summary>Tells outcomes.</summary>
internal static class Outcomes
{
    public static Outcome Of(ExplorationRecord exploration)
    {
        var accepted = exploration.Attempts.Where(attempt => attempt.Accepted).ToList();
        return accepted.Count == 0 ? Outcome.Unsolved
            : accepted.Any(attempt => attempt.Attempt.Source == AttemptSource.Sampled) ? Outcome.Solved
            : Outcome.Rescued;
    }

    public static string NameOf(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}
