using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Messages;

/// <summary>Run → exploration. Every one may arrive twice; each is answered, now or later, by an <see cref="ExplorationReport"/>.</summary>
public interface IForExploration
{
    /// <summary>The exploration's id, which is its address.</summary>
    string Exploration { get; }
}

/// <summary>Begin, or say where you stand.</summary>
public sealed record Explore(ExplorationSpec Spec) : IForExploration
{
    public string Exploration => Spec.Id;
}

/// <summary>Begin another round with these tokens.</summary>
public sealed record GrantTokens(string Exploration, GrantRound Grant) : IForExploration;

/// <summary>No further round will come.</summary>
public sealed record EndExploration(string Exploration) : IForExploration;

/// <summary>Exploration → run, whenever it waits for nothing: what it has cost and given so far.</summary>
/// <param name="Exploration">The exploration.</param>
/// <param name="Round">Its last completed round.</param>
/// <param name="Completed">Whether it is over.</param>
/// <param name="Summary">What it has cost and given.</param>
/// <param name="EntropySum">Sum of the entropies of the sampled tokens that are in attempts, in nats; for people to look at.</param>
/// <param name="OldestVersion">The oldest policy version that has sampled a token of it; null where that is the one that was asked for.</param>
/// <param name="Discarded">Tokens that were sampled for attempts, cost what others cost, and were thrown away.</param>
public sealed record ExplorationReport(
    string Exploration, int Round, bool Completed, ExplorationSummary Summary, double EntropySum, int? OldestVersion = null, int Discarded = 0);
