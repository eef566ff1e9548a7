using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Journal.Maintenance;

/// <summary>What a compaction removes, or removed.</summary>
/// <param name="Before">
/// Iterations before this one are removed, with their evaluations; that of the base stays, since it is compared with. Of a stream, those
/// explorations are removed that tasks before this one have taken, as far as all that were admitted with them are.
/// </param>
/// <param name="Rows">Rows of their explorations.</param>
/// <param name="Bytes">Bytes of those rows' payloads.</param>
public sealed record JournalCompaction(int Before, long Rows, long Bytes)
{
    /// <summary>What would be removed. The events of run and learner stay, whatever is removed.</summary>
    public static JournalCompaction Plan(JournalStore store, int before)
    {
        var isRemoved = Removed(store, before);
        var (rows, bytes) = (0L, 0L);
        foreach (var row in JournalRows.Of(store).Where(row => isRemoved(row.Writer)))
            (rows, bytes) = (rows + 1, bytes + row.Message.Length);
        return new JournalCompaction(before, rows, bytes);
    }

    /// <summary>Removes the rows in one transaction; then gives the space back.</summary>
    public void Apply(JournalStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Prepare(); // of the first layout, an embedded journal is brought to that of today
        var writers = JournalRows.Of(store).Select(row => row.Writer).Where(Removed(store, Before)).ToHashSet();
        using var connection = store.Open(forWriting: true);
        using (var transaction = connection.BeginTransaction())
        {
            foreach (var writer in writers)
            {
                Sql.Execute(connection, "DELETE FROM tags WHERE ordering_id IN (SELECT ordering FROM journal WHERE persistence_id = @writer)", ("@writer", writer));
                Sql.Execute(connection, "DELETE FROM journal WHERE persistence_id = @writer", ("@writer", writer));
            }
            transaction.Commit();
        }
        Sql.Execute(connection, store.IsShared ? "VACUUM journal, tags" : "VACUUM");
    }

    /// <summary>Which writers' rows go.</summary>
    private static Func<string, bool> Removed(JournalStore store, int before)
    {
        var run = JournalRows.Of(store).Where(row => row.Writer == Writers.Run(store.Run)).Select(row => row.Decode()).ToList();
        if (run.FirstOrDefault() is not RunStarted { Spec.Recipe: { Mode: RunMode.Streaming } recipe })
            return writer => StageOf(writer) is { Iteration: >= 0 and var iteration } && iteration < before;
        var whole = run.OfType<BatchTaken>().Where(taken => taken.Iteration < before).SelectMany(taken => taken.Explorations)
            .CountBy(id => Writers.StageOf(Writers.Group(store.Run, Writers.GroupOf(id)))!.Value.Iteration)
            .Where(batch => batch.Value == recipe.Streaming.Batch).Select(batch => batch.Key).ToHashSet();
        return writer => StageOf(writer) is { Purpose: 't', Iteration: var batch } && whole.Contains(batch);
    }

    private static (int Iteration, char Purpose)? StageOf(string writer) =>
        Writers.StageOf(FirstLayout.ExplorationOf(writer) is { } exploration ? Writers.Group("", Writers.GroupOf(exploration)) : writer);
}
