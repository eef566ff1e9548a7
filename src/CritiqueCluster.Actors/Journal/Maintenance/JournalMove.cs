using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal.Maintenance;

/// <summary>
/// Copies a run from one store to another, row by row: same writers, numbers and payloads, and the same positions, so that checkpoints
/// and facts that name one stay true.
/// </summary>
public static class JournalMove
{
    private const string InsertRow = """
        INSERT INTO journal (ordering, created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
        VALUES (@ordering, @created, @deleted, @writer, @number, @message, NULL, @manifest, @serializer, @incarnation)
        """;

    private const string InsertTag = "INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id) VALUES (@ordering, @tag, @number, @writer)";

    /// <summary>Copies a run; both stores are as they were if it fails. Nobody else may be writing to the run.</summary>
    /// <returns>Rows that were copied, each compared with its original.</returns>
    /// <exception cref="ConfigurationException">The target holds a run of that key already.</exception>
    /// <exception cref="EnvironmentException">A store does not answer or cannot be written, or the copy differs.</exception>
    public static long Copy(JournalStore from, JournalStore to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var made = to is SqliteJournal file && !File.Exists(file.File);
        to.Prepare();
        if (JournalRows.Of(to).Any())
            throw new ConfigurationException($"{to.Name} holds a run {to.Run} already: remove it there, or leave this one where it is.");
        try
        {
            return CopyInto(from, to);
        }
        catch when (made)
        {
            Remove(to); // an empty journal would pass for the run's
            throw;
        }
    }

    private static long CopyInto(JournalStore from, JournalStore to)
    {
        var (rows, last, digest) = Digest(from);
        if (rows == 0)
            return 0;
        try
        {
            using var connection = to.Open(forWriting: true);
            var shift = to.IsShared ? Reserve(connection, last) : 0;
            using var transaction = connection.BeginTransaction();
            Write(connection, transaction, JournalRows.Of(from), to.Tag, shift);
            transaction.Commit();
        }
        catch (DbException e)
        {
            throw new EnvironmentException($"The journal cannot be written to {to.Name}: {e.Message} It is where it was.", e);
        }
        var copied = Digest(to);
        if (copied != (rows, last, digest))
        {
            Remove(to);
            throw new EnvironmentException($"The copy in {to.Name} differs from {from.Name}, and was removed again.");
        }
        return rows;
    }

    /// <summary>Removes a run from a store. Of an embedded journal, which holds nothing else, the file goes.</summary>
    public static void Remove(JournalStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store is SqliteJournal file)
        {
            file.Close();
            foreach (var suffix in new[] { "", "-wal", "-shm" })
                File.Delete(file.File + suffix);
            return;
        }
        using var connection = store.Open(forWriting: true);
        using var transaction = connection.BeginTransaction();
        Sql.Execute(connection, "DELETE FROM journal WHERE ordering IN (SELECT ordering_id FROM tags WHERE tag = @tag)", ("@tag", store.Tag));
        Sql.Execute(connection, "DELETE FROM tags WHERE tag = @tag", ("@tag", store.Tag));
        transaction.Commit();
    }

    /// <summary>Everything that a row is, over all rows in order.</summary>
    private static (long Rows, long Last, string Digest) Digest(JournalStore store)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (rows, last) = (0L, 0L);
        Span<byte> number = stackalloc byte[8];
        foreach (var row in JournalRows.Of(store))
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, row.Position);
            hash.AppendData(number);
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{row.Writer} {row.Number} {row.Created} {row.Manifest} {row.Serializer} {row.Incarnation} {row.Message.Length} ")));
            hash.AppendData(row.Message);
            (rows, last) = (rows + 1, row.Position);
        }
        return (rows, last, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>Takes a stretch of a shared database's numbering for the run, while nobody can be given a number in it.</summary>
    /// <returns>The number before the stretch.</returns>
    private static long Reserve(DbConnection connection, long length)
    {
        using var transaction = connection.BeginTransaction();
        Sql.Execute(connection, "LOCK TABLE journal IN EXCLUSIVE MODE");
        var last = (long)Sql.Scalar(connection, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM journal_ordering_seq")!;
        Sql.Scalar(connection, "SELECT setval('journal_ordering_seq', @next)", ("@next", last + length));
        transaction.Commit();
        return last;
    }

    private static void Write(DbConnection connection, DbTransaction transaction, IEnumerable<JournalRow> rows, string tag, long shift)
    {
        using var row = Sql.Command(connection, InsertRow,
            ("@ordering", 0L), ("@created", 0L), ("@deleted", false), ("@writer", ""), ("@number", 0L), ("@message", Array.Empty<byte>()),
            ("@manifest", ""), ("@serializer", 0), ("@incarnation", ""));
        using var label = Sql.Command(connection, InsertTag, ("@ordering", 0L), ("@tag", tag), ("@number", 0L), ("@writer", ""));
        (row.Transaction, label.Transaction) = (transaction, transaction);
        foreach (var next in rows)
        {
            row.Parameters["@ordering"].Value = label.Parameters["@ordering"].Value = next.Position + shift;
            row.Parameters["@writer"].Value = label.Parameters["@writer"].Value = next.Writer;
            row.Parameters["@number"].Value = label.Parameters["@number"].Value = next.Number;
            row.Parameters["@created"].Value = next.Created;
            row.Parameters["@message"].Value = next.Message;
            row.Parameters["@manifest"].Value = next.Manifest;
            row.Parameters["@serializer"].Value = next.Serializer;
            row.Parameters["@incarnation"].Value = (object?)next.Incarnation ?? DBNull.Value;
            row.ExecuteNonQuery();
            label.ExecuteNonQuery();
        }
    }
}
