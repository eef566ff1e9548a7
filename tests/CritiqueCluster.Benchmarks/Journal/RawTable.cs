using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>The journal's tables by hand: what the database itself can do with the same bytes through the same provider.</summary>
internal static class RawTable
{
    private const string Insert = """
        INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        VALUES (@created, @deleted, @writer, @number, @message, NULL, @manifest, @serializer, @incarnation) RETURNING ordering
        """;

    private const string Tag = "INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) VALUES (@ordering, @tag, @number, @writer)";

    /// <summary>Inserts rows with their tags by prepared statements, so many in each transaction, each transaction synced.</summary>
    public static void Write(JournalStore store, IReadOnlyList<JournalRow> rows, int rowsPerTransaction)
    {
        using var connection = store.Open(forWriting: true);
        foreach (var batch in rows.Chunk(rowsPerTransaction))
        {
            using var transaction = connection.BeginTransaction();
            using var insert = Sql.Command(connection, Insert, ("@created", 0L), ("@deleted", false), ("@writer", ""), ("@number", 0L), ("@message", Array.Empty<byte>()), ("@manifest", ""), ("@serializer", 0), ("@incarnation", ""));
            using var tag = Sql.Command(connection, Tag, ("@ordering", 0L), ("@tag", store.Tag), ("@number", 0L), ("@writer", ""));
            (insert.Transaction, tag.Transaction) = (transaction, transaction);
            insert.Prepare();
            tag.Prepare();
            foreach (var row in batch)
            {
                var writer = $"{store.Run}/{row.Writer}";
                insert.Parameters["@created"].Value = row.Created;
                insert.Parameters["@writer"].Value = tag.Parameters["@writer"].Value = writer;
                insert.Parameters["@number"].Value = tag.Parameters["@number"].Value = row.Number;
                insert.Parameters["@message"].Value = row.Message;
                insert.Parameters["@manifest"].Value = row.Manifest;
                insert.Parameters["@serializer"].Value = row.Serializer;
                insert.Parameters["@incarnation"].Value = row.Incarnation;
                tag.Parameters["@ordering"].Value = insert.ExecuteScalar();
                tag.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }

    /// <summary>Each event of the rows' pages as a row of its own, as a journal without pages would have it.</summary>
    public static IReadOnlyList<JournalRow> Unpaged(IEnumerable<JournalRow> rows) =>
        [.. rows.SelectMany(row => ((ExplorationPage)row.Decode()).Events.Select(e => (row, e))).Select((pair, i) =>
        {
            var encoded = Actors.Serialization.Encoded.Of(pair.e.Event);
            return pair.row with { Number = i + 1, Manifest = encoded.Manifest, Message = encoded.Bytes };
        })];
}
