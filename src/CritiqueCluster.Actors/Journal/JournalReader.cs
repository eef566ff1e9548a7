using System.Data;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core;
using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Actors.Journal;

/// <summary>One journalled event.</summary>
/// <param name="Position">Its offset in the journal: rises with time, over all writers.</param>
/// <param name="Writer">The persistence id of the actor that wrote it.</param>
/// <param name="Event">The event.</param>
public sealed record JournalEntry(long Position, string Writer, object Event);

/// <summary>
/// Reads a run folder's journal in its order, live or finished. It reads the table itself: Akka's query side needs a running
/// actor system, and looking at a run must not start one. The table's columns are those of Akka.Persistence.Sql's default mapping.
/// </summary>
public sealed class JournalReader(string runFolder)
{
    private const string Rows =
        "SELECT ordering, persistence_id, manifest, message FROM journal WHERE ordering > $after AND deleted = 0 AND identifier = $serializer ORDER BY ordering";

    /// <summary>The events after a position, one at a time.</summary>
    /// <exception cref="EnvironmentException">There is no journal, or it cannot be read.</exception>
    public IEnumerable<JournalEntry> Entries(long after = 0)
    {
        using var connection = Open();
        if (!HasTable(connection))
            yield break;
        using var command = connection.CreateCommand();
        command.CommandText = Rows;
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$serializer", Codec.Identifier);
        using var reader = command.ExecuteReader(CommandBehavior.SequentialAccess);
        while (Next(reader) is { } entry)
            yield return entry;
    }

    private JournalEntry? Next(SqliteDataReader reader)
    {
        try
        {
            return reader.Read()
                ? new JournalEntry(reader.GetInt64(0), reader.GetString(1), Codec.Decode(reader.GetString(2), reader.GetFieldValue<byte[]>(3)))
                : null;
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            throw Unreadable(e);
        }
    }

    private SqliteConnection Open()
    {
        if (!File.Exists(JournalDatabase.PathIn(runFolder)))
            throw new EnvironmentException($"{runFolder} is not a run folder: it has no journal.db.");
        try
        {
            var connection = new SqliteConnection(JournalDatabase.ReadingConnectionString(runFolder));
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            throw Unreadable(e);
        }
    }

    private bool HasTable(SqliteConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'journal'";
            return (long)command.ExecuteScalar()! > 0;
        }
        catch (SqliteException e)
        {
            throw Unreadable(e);
        }
    }

    private EnvironmentException Unreadable(Exception e) =>
        new($"The journal {JournalDatabase.PathIn(runFolder)} cannot be read: {e.Message}", e);
}
