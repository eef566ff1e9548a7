using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Journal;

/// <summary>An event of one exploration.</summary>
/// <param name="Exploration">Its id.</param>
/// <param name="Event">What happened.</param>
public sealed record PagedEvent(string Exploration, ExplorationEvent Event);

/// <summary>
/// Events of a group's explorations that became durable together: one row of the journal. Those of one exploration stand in their
/// order; packed together they take fewer bytes and far fewer writes than each by itself.
/// </summary>
/// <param name="Events">In the order in which they happened.</param>
public sealed record ExplorationPage(IReadOnlyList<PagedEvent> Events);
