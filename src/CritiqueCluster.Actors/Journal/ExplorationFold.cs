using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Journal;

/// <summary>A completed exploration with its place in the journal.</summary>
/// <param name="Record">The exploration.</param>
/// <param name="Position">Position of the row that completed it.</param>
public sealed record JournalledExploration(ExplorationRecord Record, long Position);

/// <summary>Explorations out of journal entries: in memory are those that have begun and not ended.</summary>
/// <param name="broken">
/// Told of explorations that lack events, because rows were passed over: they are left out. Null: such an exploration is an error.
/// </param>
public sealed class ExplorationFold(Action<string>? broken = null)
{
    private readonly Dictionary<string, ExplorationState> _open = [];
    private readonly HashSet<string> _broken = [];

    /// <summary>Explorations that have begun and not ended.</summary>
    public IReadOnlyCollection<ExplorationState> Open => _open.Values;

    /// <summary>Each exploration as soon as the entry that completes it has been read; open ones are left out.</summary>
    public static IEnumerable<JournalledExploration> Completed(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var fold = new ExplorationFold();
        foreach (var entry in entries)
            if (fold.Add(entry) is { } completed)
                yield return completed;
    }

    /// <summary>Takes the next entry.</summary>
    /// <returns>The exploration that it completes; null if it does not complete one.</returns>
    /// <exception cref="EnvironmentException">An exploration lacks events: the journal is damaged.</exception>
    public JournalledExploration? Add(JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry is not { Exploration: { } id, Event: ExplorationEvent happened } || _broken.Contains(id))
            return null;
        if (Next(id, happened) is not { } state)
            return Break(id, entry.Position);
        _open[id] = state;
        if (!state.Completed)
            return null;
        _open.Remove(id);
        return new JournalledExploration(state.ToRecord(), entry.Position);
    }

    /// <summary>Null if the event cannot follow: one before it is missing.</summary>
    private ExplorationState? Next(string id, ExplorationEvent happened)
    {
        var state = _open.GetValueOrDefault(id);
        if (state is null != happened is ExplorationOpened)
            return null;
        var next = ExplorationMachine.Apply(state, happened);
        return next.IsWaiting && (next.Completed || !next.RoundOpen) ? null : next;
    }

    private JournalledExploration? Break(string id, long position)
    {
        if (broken is null)
            throw new EnvironmentException(
                $"The journal lacks events of exploration {id} before its position {position}: `critique journal check` says more; `--skip-corrupt` reads on without it.");
        _broken.Add(id);
        _open.Remove(id);
        broken(id);
        return null;
    }
}
