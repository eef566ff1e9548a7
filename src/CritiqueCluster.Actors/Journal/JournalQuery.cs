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
/// Reads the journal from inside an actor system, by Akka's query side: what the writers of one stage wrote. What they acknowledged is
/// there, so this needs no order among them, and waits for nobody's rows that are still on their way.
/// </summary>
internal sealed class JournalQuery(ActorSystem system, JournalStore store)
{
    /// <summary>What an iteration is learned from; its stage is closed.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <exception cref="EnvironmentException">The journal has no explorations of it.</exception>
    public async Task<LearningTask> TaskAsync(int iteration)
    {
        var fold = new TrainingFold();
        var journal = PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier);
        var origin = await Task.Run(Origin);
        foreach (var writer in Writers.GroupsOf(store.Run, iteration, ExplorationPurpose.Training))
            await journal.CurrentEventsByPersistenceId(writer, 0, long.MaxValue).RunForeach(
                envelope =>
                {
                    foreach (var entry in JournalEntry.Of(((Sequence)envelope.Offset).Value - origin, writer, envelope.Event))
                        fold.Add(entry);
                },
                system.Materializer());
        var task = fold.TaskOf(iteration);
        return task.Explorations.Count > 0
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
