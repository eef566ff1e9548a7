using System.Data.Common;
using System.Diagnostics;
using System.Globalization;

using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Doctor;

/// <summary>Whether the PostgreSQL database that the environment names lets us in, has the journal's tables, and commits durably.</summary>
internal static class PostgresExamination
{
    private const int Commits = 10;

    /// <param name="connection">Npgsql's connection string.</param>
    public static Finding Look(string connection)
    {
        const string Name = "postgresql";
        try
        {
            var store = new PostgresJournal(connection, "doctor");
            using var database = store.Open();
            var (version, seconds) = (database.ServerVersion.Split(' ')[0], Commit(database));
            var found = string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {version}, {store.Name}, {1000 * seconds / Commits:0.0} ms per durable commit");
            if (Unsafe(database) is { } setting)
                return new Finding(Name, Health.Warn, $"{found}; {setting}", "A crash of the server can lose what a run was told is durable: switch it on in postgresql.conf.");
            return Unprepared(store) is { } reason ? new Finding(Name, Health.Fail, found, reason) : Finding.Ok(Name, found);
        }
        catch (Exception error) when (error is EnvironmentException or ConfigurationException or DbException)
        {
            return new Finding(Name, Health.Fail, error.Message.ReplaceLineEndings(" "), "Look at CRITIQUE__Journal__Connection, and whether the server runs and lets this user in; unset it to go without.");
        }
    }

    private static string? Unprepared(PostgresJournal store)
    {
        try
        {
            store.Prepare();
            return null;
        }
        catch (EnvironmentException error)
        {
            return error.Message;
        }
    }

    /// <summary>A table of this connection's own is not logged: a message in the log is, and leaves nothing behind.</summary>
    /// <returns>Seconds for all commits.</returns>
    private static double Commit(DbConnection database)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Commits; i++)
            Run(database, "SELECT pg_logical_emit_message(true, 'critique-doctor', 'probe')");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string? Unsafe(DbConnection database) =>
        Run(database, "SHOW fsync") is "off" ? "fsync is off"
        : Run(database, "SHOW synchronous_commit") is "off" ? "synchronous_commit is off"
        : null;

#pragma warning disable CA2100 // Constant statements of this file.
    private static object? Run(DbConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
#pragma warning restore CA2100
}
