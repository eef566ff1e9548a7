using CritiqueCluster.Core;
using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Actors.Journal;

/// <summary>
/// The journal of a run folder: a SQLite file in write-ahead mode with full synchronisation. An event that was acknowledged is
/// in the file's log and has been synced: neither <c>kill -9</c> nor a power cut loses it. Readers never block the writer.
/// </summary>
public static class JournalDatabase
{
    /// <summary>The journal's file within a run folder.</summary>
    public static string PathIn(string runFolder) => Path.Combine(runFolder, "journal.db");

    /// <summary>The tag of a run's events.</summary>
    public static string TagOf(string run) => $"run:{run}";

    /// <summary>For writing: the file is made if it does not exist. Tables are made by the journal plugin.</summary>
    public static string ConnectionString(string runFolder, bool pooling = true) =>
        Connection(runFolder, SqliteOpenMode.ReadWriteCreate, pooling);

    /// <summary>For reading while somebody else may be writing.</summary>
    public static string ReadingConnectionString(string runFolder) => Connection(runFolder, SqliteOpenMode.ReadOnly, pooling: false);

    /// <summary>Makes the file and sets the write-ahead mode, which is a property of the file.</summary>
    /// <exception cref="EnvironmentException">The file cannot be made or is not a database.</exception>
    public static void Prepare(string runFolder)
    {
        try
        {
            Directory.CreateDirectory(runFolder);
            using var connection = new SqliteConnection(ConnectionString(runFolder));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The journal {PathIn(runFolder)} cannot be opened for writing: {e.Message}", e);
        }
    }

    /// <summary>After the last event: folds the log into the file, so that a finished run's journal is one file to copy.</summary>
    public static void Close(string runFolder)
    {
        SqliteConnection.ClearAllPools();
        try
        {
            using var connection = new SqliteConnection(ConnectionString(runFolder, pooling: false));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // The log beside the file is read as well as the file: nothing is lost without this.
        }
    }

    private static string Connection(string runFolder, SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = PathIn(runFolder),
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = 30,
    }.ToString();
}
