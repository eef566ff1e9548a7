using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;

namespace CritiqueCluster.Actors.Journal;

/// <summary>
/// Reads the journal from inside an actor system, by Akka's query side: it knows which rows of a shared database are still on their way,
/// and waits for them.
/// </summary>
internal sealed class JournalQuery(ActorSystem system, JournalStore store)
{
    /// <summary>What an iteration is learned from.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="after">The position that was folded up to before.</param>
    public async Task<LearningTask> TaskAsync(int iteration, long after)
    {
        var fold = new StageFold(iteration, ExplorationPurpose.Training);
        var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        var origin = await Task.Run(Origin);
        await journal.CurrentEventsByTag(store.Tag, new Sequence(origin + after)).RunForeach(
            envelope =>
            {
                if (envelope.Event is ExplorationPage page)
                    foreach (var (exploration, happened) in page.Events)
                        fold.Add(new JournalEntry(((Sequence)envelope.Offset).Value - origin, envelope.PersistenceId, exploration, happened));
            },
            system.Materializer());
        return fold.Task() is { Explorations.Count: > 0 } task
            ? task
            : throw new EnvironmentException(
                $"The journal {store.Name} has no explorations of iteration {iteration}, which the learner's checkpoint has not folded yet. If they were removed by `critique journal compact`, put the folders in the run's newest snapshot back in their places.");
    }

    private long Origin()
    {
        using var connection = store.Open();
        return JournalRows.OriginOf(store, connection) ?? 0;
    }
}
