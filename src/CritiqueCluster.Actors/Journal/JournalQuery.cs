using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;

namespace CritiqueCluster.Actors.Journal;

/// <summary>
/// Reads the journal from inside an actor system, by Akka's query side: it knows which rows of a shared database are still on their way,
/// and waits for them.
/// </summary>
internal sealed class JournalQuery(ActorSystem system, JournalStore store)
{
    /// <summary>What an iteration is learned from; its stage is closed.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="after">The position that was folded up to before.</param>
    /// <exception cref="EnvironmentException">The journal has no explorations of it.</exception>
    public async Task<LearningTask> TaskAsync(int iteration, long after)
    {
        var (fold, found) = (new TrainingFold(), (LearningTask?)null);
        var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        var origin = await Task.Run(Origin);
        await journal.CurrentEventsByTag(store.Tag, new Sequence(origin + after)).RunForeach(
            envelope =>
            {
                foreach (var entry in JournalEntry.Of(((Sequence)envelope.Offset).Value - origin, envelope.PersistenceId, envelope.Event))
                    if (fold.Add(entry) is { } task && task.Iteration == iteration)
                        found = task;
            },
            system.Materializer());
        return found is { Explorations.Count: > 0 }
            ? found
            : throw new EnvironmentException(
                $"The journal {store.Name} has no explorations of iteration {iteration}, which the learner's checkpoint has not folded yet. If they were removed by `critique journal compact`, put the folders in the run's newest snapshot back in their places.");
    }

    private long Origin()
    {
        using var connection = store.Open();
        return JournalRows.OriginOf(store, connection) ?? 0;
    }
}
