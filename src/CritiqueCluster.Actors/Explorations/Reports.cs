using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>What an exploration tells its run.</summary>
internal static class Reports
{
    public static ExplorationReport Of(ExplorationState state) => new(
        state.Spec.Id, state.Round, state.Completed, ExplorationSummary.Of(state),
        state.Attempts.Sum(a => a.Attempt.Entropies.Skip(a.Attempt.Forced).Sum(x => (double)x)),
        state.Spec.Partial is null ? null : state.Attempts.Min(a => (int?)a.Attempt.OldestVersion),
        state.Attempts.Sum(a => a.Attempt.Discarded));
}
