using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Journal;

/// <summary>A completed exploration with its place in the journal.</summary>
/// <param name="Record">The exploration.</param>
/// <param name="Position">Offset of the event that completed it.</param>
/// <param name="Quarantined">Requests that were given up, and why.</param>
public sealed record JournalledExploration(
    ExplorationRecord Record, long Position, IReadOnlyList<QuarantinedRequest> Quarantined);

/// <summary>Explorations out of journal entries.</summary>
public static class ExplorationFold
{
    /// <summary>Each exploration as soon as the entry that completes it has been read; open ones are left out.</summary>
    public static IEnumerable<JournalledExploration> Completed(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var open = new Dictionary<string, ExplorationState>();
        foreach (var entry in entries)
        {
            if (entry.Event is not ExplorationEvent happened)
                continue;
            var state = ExplorationMachine.Apply(open.GetValueOrDefault(entry.Writer), happened);
            open[entry.Writer] = state;
            if (!state.Completed)
                continue;
            open.Remove(entry.Writer);
            yield return new JournalledExploration(state.ToRecord(), entry.Position, state.Quarantined);
        }
    }

    /// <summary>The completed explorations of one stage, by problem id, and where the last of them ends in the journal.</summary>
    public static (IReadOnlyList<ExplorationRecord> Explorations, long Position) OfStage(
        IEnumerable<JournalEntry> entries, int iteration, ExplorationPurpose purpose)
    {
        var found = Completed(entries).Where(e => e.Record.Iteration == iteration && e.Record.Purpose == purpose).ToList();
        return (
            [.. found.Select(e => e.Record).OrderBy(r => r.Problem.Id, StringComparer.Ordinal)],
            found.Count == 0 ? 0 : found.Max(e => e.Position));
    }
}
