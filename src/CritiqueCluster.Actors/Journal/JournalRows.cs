using System.Data;
using System.Data.Common;
using System.Runtime.Serialization;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal;

/// <summary>A row of the journal as it is stored.</summary>
/// <param name="Position">Its place in the run's journal, counted from the run's first row.</param>
/// <param name="Writer">The persistence id of the actor that wrote it.</param>
/// <param name="Number">Its number among that actor's rows, from 1.</param>
/// <param name="Created">When it was written, in ticks.</param>
/// <param name="Manifest">What it holds.</param>
/// <param name="Serializer">Akka's number of the serializer.</param>
/// <param name="Incarnation">Names the incarnation of the writer.</param>
/// <param name="Message">The payload.</param>
internal sealed record JournalRow(
    long Position, string Writer, long Number, long Created, string Manifest, int Serializer, string? Incarnation, byte[] Message)
{
    /// <exception cref="SerializationException">It cannot be read.</exception>
    public object Decode() => Serializer == Codec.Identifier
        ? Codec.Decode(Manifest, Message)
        : throw new UnknownManifestException($"{Manifest} of serializer {Serializer}");
}

/// <summary>The rows of a run, as they are stored.</summary>
internal static class JournalRows
{
    private const string Columns = "ordering, persistence_id, sequence_number, created, manifest, identifier, writer_uuid, message";
    private const string Alone = $"SELECT {Columns} FROM journal WHERE ordering > @after ORDER BY ordering";

    private const string Shared = """
        SELECT j.ordering, j.persistence_id, j.sequence_number, j.created, j.manifest, j.identifier, j.writer_uuid, j.message
        FROM tags t JOIN journal j ON j.ordering = t.ordering_id WHERE t.tag = @tag AND t.ordering_id > @after ORDER BY t.ordering_id LIMIT @count
        """;

    /// <summary>Rows that are asked for at a time where a server would otherwise send everything.</summary>
    private const int PageSize = 200;

    /// <summary>The rows after a position, one at a time, so that memory does not grow with the journal.</summary>
    /// <exception cref="EnvironmentException">There is no journal, or it cannot be read.</exception>
    public static IEnumerable<JournalRow> Of(JournalStore store, long after = 0)
    {
        ArgumentNullException.ThrowIfNull(store);
        using var connection = store.Open();
        var origin = OriginOf(store, connection);
        if (origin is null)
            yield break;
        // One snapshot for all pages: a row that was on its way before it is in none of them, and what follows from it neither.
        using var transaction = store.IsShared ? Attempt(store, () => connection.BeginTransaction(IsolationLevel.RepeatableRead)) : null;
        var last = origin.Value + after;
        for (var more = true; more;)
        {
            using var command = store.IsShared
                ? Sql.Command(connection, Shared, ("@tag", store.Tag), ("@after", last), ("@count", PageSize))
                : Sql.Command(connection, Alone, ("@after", last));
            command.Transaction = transaction;
            using var reader = Attempt(store, () => command.ExecuteReader(CommandBehavior.SequentialAccess));
            var count = 0;
            for (; Next(store, reader, origin.Value) is { } row; count++)
            {
                last = origin.Value + row.Position;
                yield return row;
            }
            more = store.IsShared && count == PageSize;
        }
    }

    /// <summary>The ordering of the row before the run's first: what positions are counted from. Null if nothing is there yet.</summary>
    public static long? OriginOf(JournalStore store, DbConnection connection)
    {
        ArgumentNullException.ThrowIfNull(store);
        return Attempt(store, () =>
        {
            if (!store.IsReadable(connection))
                return null;
            var first = store.IsShared
                ? Sql.Scalar(connection, "SELECT min(ordering_id) FROM tags WHERE tag = @tag", ("@tag", store.Tag))
                : Sql.Scalar(connection, "SELECT min(ordering) FROM journal");
            return first is long ordering ? ordering - 1 : (long?)null;
        });
    }

    private static JournalRow? Next(JournalStore store, DbDataReader reader, long origin) => Attempt(store, () => reader.Read()
        ? new JournalRow(
            reader.GetInt64(0) - origin, reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.IsDBNull(4) ? "" : reader.GetString(4),
            reader.IsDBNull(5) ? 0 : reader.GetInt32(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<byte[]>(7))
        : null);

    private static T Attempt<T>(JournalStore store, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Microsoft.Data.Sqlite.SqliteException e) when (e.SqliteErrorCode is 11) // corrupt
        {
            throw new EnvironmentException(
                $"The file {store.Name} is damaged below its rows ({e.Message}): restore a backup, or save what is left with `sqlite3 {store.Name} .recover`.", e);
        }
        catch (Exception e) when (e is DbException or IOException)
        {
            throw new EnvironmentException($"The journal {store.Name} cannot be read: {e.Message}", e);
        }
    }
}
