using CritiqueCluster.Actors.Journal.Stores;

namespace CritiqueCluster.Actors.Journal.Maintenance;

/// <summary>What a compaction removes, or removed.</summary>
/// <param name="Before">Iterations before this one are removed, with their evaluations; that of the base stays, since it is compared with.</param>
/// <param name="Rows">Rows of their explorations.</param>
/// <param name="Bytes">Bytes of those rows' payloads.</param>
public sealed record JournalCompaction(int Before, long Rows, long Bytes)
{
    /// <summary>What would be removed. The events of run and learner stay, whatever is removed.</summary>
    public static JournalCompaction Plan(JournalStore store, int before)
    {
        var (rows, bytes) = (0L, 0L);
        foreach (var row in JournalRows.Of(store).Where(row => IsRemoved(row.Writer, before)))
            (rows, bytes) = (rows + 1, bytes + row.Message.Length);
        return new JournalCompaction(before, rows, bytes);
    }

    /// <summary>Removes the rows in one transaction; then gives the space back.</summary>
    public void Apply(JournalStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.Prepare(); // of the first layout, an embedded journal is brought to that of today
        var writers = JournalRows.Of(store).Select(row => row.Writer).Where(writer => IsRemoved(writer, Before)).ToHashSet();
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

    private static bool IsRemoved(string writer, int before) =>
        Writers.StageOf(FirstLayout.ExplorationOf(writer) is { } exploration ? Writers.Group("", Writers.GroupOf(exploration)) : writer) is { Iteration: >= 0 and var iteration } && iteration < before;
}
