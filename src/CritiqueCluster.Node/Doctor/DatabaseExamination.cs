using System.Diagnostics;
using System.Globalization;

using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Node.Doctor;

/// <summary>Whether SQLite can keep a journal where runs are written: durable commits, read back by a second connection.</summary>
internal static class DatabaseExamination
{
    private const int Commits = 10;

    public static Finding Look(string folder)
    {
        var file = Path.Combine(DiskExaminations.ExistingPart(folder), $".critique-doctor-{Environment.ProcessId}.db");
        try
        {
            var (version, mode, seconds) = Write(file);
            var read = Read(file);
            if (read != Commits)
                return new Finding("database", Health.Fail, $"wrote {Commits} rows, read {read} back", "This file system loses writes; give `train --run DIR` a folder on a local disk.");
            var found = string.Create(CultureInfo.InvariantCulture, $"SQLite {version}, {1000 * seconds / Commits:0.0} ms per durable commit");
            return mode == "wal"
                ? Finding.Ok("database", found)
                : new Finding("database", Health.Warn, $"{found}; no write-ahead log here (journal mode {mode})", "Probably a network file system: give `train --run DIR` a folder on a local disk.");
        }
        catch (SqliteException error)
        {
            return new Finding("database", Health.Fail, error.Message, "Give `train --run DIR` a folder on a local disk that you may write to.");
        }
        finally
        {
            foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
                File.Delete(file + suffix);
        }
    }

    private static (string Version, string Mode, double Seconds) Write(string file)
    {
        using var connection = Open(file);
        var mode = (string)Run(connection, "PRAGMA journal_mode=WAL")!;
        Run(connection, "PRAGMA synchronous=FULL; CREATE TABLE probe (n INTEGER NOT NULL)");
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Commits; i++)
            Run(connection, "INSERT INTO probe VALUES (1)");
        return (connection.ServerVersion, mode, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static long Read(string file)
    {
        using var connection = Open(file);
        return (long)Run(connection, "SELECT SUM(n) FROM probe")!;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

#pragma warning disable CA2100 // Constant statements of this file.
    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
#pragma warning restore CA2100
}
