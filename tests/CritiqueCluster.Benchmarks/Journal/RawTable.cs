using CritiqueCluster.Actors.Journal;

using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>The journal's table by hand: what the database itself can do with the same bytes through the same provider.</summary>
internal static class RawTable
{
    private const int RowsPerTransaction = 400;

    private const string Create = """
        CREATE TABLE journal (ordering INTEGER PRIMARY KEY AUTOINCREMENT, is_deleted INTEGER NOT NULL, persistence_id TEXT NOT NULL,
          sequence_number INTEGER NOT NULL, created INTEGER NOT NULL, tags TEXT, message BLOB NOT NULL, identifier INTEGER, manifest TEXT, writer_uuid TEXT,
          UNIQUE (persistence_id, sequence_number))
        """;

    private const string Insert = """
        INSERT INTO journal (is_deleted, persistence_id, sequence_number, created, tags, message, identifier, manifest, writer_uuid)
        VALUES (0, $id, $number, 0, 'run:benchmark', $message, 2411, $manifest, '00000000-0000-0000-0000-000000000000')
        """;

    /// <summary>Inserts rows into a new database, so many in each transaction, each transaction synced.</summary>
    public static int Write(string folder, IReadOnlyList<(string Id, long Number, string Manifest, byte[] Message)> rows)
    {
        JournalDatabase.Prepare(folder);
        using var connection = Open(JournalDatabase.ConnectionString(folder, pooling: false));
        Execute(connection, "PRAGMA synchronous = FULL");
        Execute(connection, Create);
        foreach (var batch in rows.Chunk(RowsPerTransaction))
        {
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = Insert;
            var (id, number) = (command.Parameters.Add("$id", SqliteType.Text), command.Parameters.Add("$number", SqliteType.Integer));
            var (message, manifest) = (command.Parameters.Add("$message", SqliteType.Blob), command.Parameters.Add("$manifest", SqliteType.Text));
            foreach (var row in batch)
            {
                (id.Value, number.Value, message.Value, manifest.Value) = (row.Id, row.Number, row.Message, row.Manifest);
                command.ExecuteNonQuery();
            }
            transaction.Commit();
        }
        return rows.Count;
    }

    /// <summary>Reads every row of a journal, in order, without decoding it.</summary>
    public static List<(string Id, long Number, string Manifest, byte[] Message)> Read(string folder)
    {
        using var connection = Open(JournalDatabase.ReadingConnectionString(folder));
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT persistence_id, sequence_number, manifest, message FROM journal ORDER BY ordering";
        using var reader = command.ExecuteReader();
        var rows = new List<(string, long, string, byte[])>();
        while (reader.Read())
            rows.Add((reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }

    private static SqliteConnection Open(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constant texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
