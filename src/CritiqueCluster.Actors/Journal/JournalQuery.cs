using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Persistence.Sql.Query;
using Akka.Streams;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Journal;

/// <summary>
/// Reads the journal from inside an actor system, by Akka's query side: what the writers of one stage wrote. What they acknowledged is
/// there, so this needs no order among them, and waits for nobody's rows that are still on their way.
/// </summary>
internal sealed class JournalQuery(ActorSystem system, JournalStore store)
{
    /// <summary>What an iteration is learned from; its stage is closed, or its batch is taken.</summary>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <exception cref="EnvironmentException">The journal has no explorations of it.</exception>
    public async Task<LearningTask> TaskAsync(int iteration)
    {
        var origin = await Task.Run(Origin);
        var (streams, taken) = (false, default((BatchTaken Batch, long Position)?));
        await ReadAsync(Writers.Run(store.Run), origin, entry =>
        {
            streams |= entry.Event is RunStarted { Spec.Recipe.Mode: RunMode.Streaming };
            if (entry.Event is BatchTaken batch && batch.Iteration == iteration)
                taken = (batch, entry.Position);
        });
        var task = !streams ? await StageAsync(iteration, origin) : taken is var (wanted, position) ? await BatchAsync(wanted, position, origin) : null;
        return task is { Explorations.Count: > 0 }
            ? task
            : throw new EnvironmentException(
                $"The journal {store.Name} has no explorations of iteration {iteration}, which the learner's checkpoint has not folded yet. If they were removed by `critique journal compact`, put the folders in the run's newest snapshot back in their places.");
    }

    private async Task<LearningTask> StageAsync(int iteration, long origin)
    {
        var fold = new TrainingFold();
        foreach (var writer in Writers.GroupsOf(store.Run, iteration, ExplorationPurpose.Training))
            await ReadAsync(writer, origin, entry => fold.Add(entry));
        return fold.TaskOf(iteration);
    }

    /// <summary>The explorations that the batch names, out of the groups that they belong to; those still under way are passed over.</summary>
    private async Task<LearningTask?> BatchAsync(BatchTaken wanted, long position, long origin)
    {
        var fold = new TrainingFold();
        foreach (var group in wanted.Explorations.Select(Writers.GroupOf).Distinct())
            await ReadAsync(Writers.Group(store.Run, group), origin, entry => fold.Add(entry));
        var task = fold.TaskOf(wanted, position);
        return task.Explorations.Count == wanted.Explorations.Count ? task : null;
    }

    private Task ReadAsync(string writer, long origin, Action<JournalEntry> take) =>
        PersistenceQuery.Get(system).ReadJournalFor<SqlReadJournal>(SqlReadJournal.Identifier).CurrentEventsByPersistenceId(writer, 0, long.MaxValue).RunForeach(
            envelope =>
            {
                foreach (var entry in JournalEntry.Of(((Sequence)envelope.Offset).Value - origin, writer, envelope.Event))
                    take(entry);
            },
            system.Materializer());

    private long Origin()
    {
        using var connection = store.Open();
        return JournalRows.OriginOf(store, connection) ?? 0;
    }
}
