using System.Data.Common;
using System.Globalization;
using Akka.Configuration;
using CritiqueCluster.Core;
using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// The embedded journal: a SQLite file in the run folder, in write-ahead mode with full synchronisation. An event that was
/// acknowledged is in the file's log and has been synced: neither <c>kill -9</c> nor a power cut loses it. It holds one run.
/// </summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Run">The key of the run; needed for writing only.</param>
public sealed record SqliteJournal(string Folder, string Run = "") : JournalStore(Run)
{
    /// <summary>The file.</summary>
    public string File => FileIn(Folder);

    public override string Name => File;

    public override bool IsShared => false;

    internal override JournalSchema Schema => JournalSchema.Sqlite;

    internal override Config Settings => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql { provider-name = "SQLite.MS", connection-string = {{Quoted(ConnectionString(SqliteOpenMode.ReadWrite, pooling: true))}}, parallelism = 1 }
        akka.persistence.query.journal.sql { provider-name = "SQLite.MS", connection-string = {{Quoted(ConnectionString(SqliteOpenMode.ReadWrite, pooling: true))}} }
        """);

    /// <summary>The journal's file within a run folder.</summary>
    public static string FileIn(string runFolder) => Path.Combine(runFolder, "journal.db");

    public override DbConnection Open(bool forWriting = false)
    {
        if (!System.IO.File.Exists(File))
            throw new EnvironmentException($"{Folder} is not a run folder: it has no journal.db.");
        if (forWriting)
            return OpenFile(SqliteOpenMode.ReadWrite, "opened for writing");
        var connection = OpenFile(SqliteOpenMode.ReadOnly, "read");
        if (CanRead(connection))
            return connection;
        connection.Dispose();
        return OpenUnchanging();
    }

    internal override bool IsReadable(DbConnection connection) => VersionOf(connection) > 0;

    /// <summary>Makes the file on first use, and migrates it: an embedded database has nobody else to do it.</summary>
    public override void Prepare() => Migrate();

    public override IReadOnlyList<string> Migrate()
    {
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The journal {File} cannot be opened for writing: {e.Message}", e);
        }
        using var connection = OpenFile(SqliteOpenMode.ReadWriteCreate, "opened for writing");
        try
        {
            Sql.Execute(connection, "PRAGMA journal_mode = WAL"); // a property of the file
            return MigrateFrom(connection, VersionOf(connection));
        }
        catch (SqliteException e)
        {
            throw new EnvironmentException($"The journal {File} cannot be opened for writing: {e.Message}", e);
        }
    }

    public override IDisposable Claim(Action<EnvironmentException> lost, ClaimKind kind = ClaimKind.Alone) => FileClaim.Take(Folder, kind);

    /// <summary>Folds the log into the file, so that a finished run's journal is one file to copy.</summary>
    public override void Close()
    {
        SqliteConnection.ClearAllPools();
        try
        {
            using var connection = OpenFile(SqliteOpenMode.ReadWrite, "opened for writing");
            Sql.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (Exception e) when (e is SqliteException or EnvironmentException)
        {
            // The log beside the file is read as well as the file: nothing is lost without this.
        }
    }

    /// <summary>A file from before versions were written has a journal and the number 0.</summary>
    private int VersionOf(DbConnection connection)
    {
        var version = Schema.VersionOf(connection);
        JournalSchema.RefuseNewer(version, Name);
        return version > 0 ? version : Sql.Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'journal'") is null ? 0 : 1;
    }

    private List<string> MigrateFrom(DbConnection connection, int version)
    {
        if (version == JournalSchema.Version)
            return [];
        using var transaction = connection.BeginTransaction();
        Sql.Execute(connection, Schema.Create);
        var done = new List<string> { version == 0 ? "made the tables" : "made the table of tags" };
        if (version == 1)
            done.Add(string.Create(CultureInfo.InvariantCulture, $"gathered {FirstLayout.Gather(connection)} events of explorations into pages"));
        Sql.Execute(connection, Schema.WriteVersion);
        transaction.Commit();
        return done;
    }

    /// <summary>In write-ahead mode SQLite wants to write even for reading: on a read-only file system it cannot.</summary>
    private static bool CanRead(SqliteConnection connection)
    {
        try
        {
            Sql.Scalar(connection, "SELECT 1 FROM sqlite_master LIMIT 1");
            return true;
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 14 or 8) // cannot open, read-only
        {
            return false;
        }
        catch (SqliteException)
        {
            return true; // whoever reads says what is wrong
        }
    }

    /// <summary>As a file that nobody changes, which it is where nobody can write, if its log is folded into it.</summary>
    private SqliteConnection OpenUnchanging()
    {
        if (new FileInfo(File + "-wal") is { Exists: true, Length: > 0 })
            throw new EnvironmentException($"The journal {File} has a log beside it and cannot be written here, so that it cannot be read either: copy the run folder to where you can write.");
        var path = string.Join('/', Path.GetFullPath(File).Split('/').Select(Uri.EscapeDataString));
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = $"file:{path}?immutable=1", Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private SqliteConnection OpenFile(SqliteOpenMode mode, string purpose)
    {
        try
        {
            var connection = new SqliteConnection(ConnectionString(mode, pooling: false));
            connection.Open();
            return connection;
        }
        catch (SqliteException e)
        {
            throw new EnvironmentException($"The journal {File} cannot be {purpose}: {e.Message}", e);
        }
    }

    private string ConnectionString(SqliteOpenMode mode, bool pooling) => new SqliteConnectionStringBuilder
    {
        DataSource = File,
        Mode = mode,
        Pooling = pooling,
        DefaultTimeout = 30,
    }.ToString();
}
