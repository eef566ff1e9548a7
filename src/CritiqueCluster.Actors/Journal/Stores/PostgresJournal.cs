using System.Data.Common;
using System.Globalization;
using Akka.Configuration;
using CritiqueCluster.Core;
using Npgsql;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// A journal in a PostgreSQL database, which many runs share. Its tables are made by an explicit <c>critique journal migrate</c>, never
/// on the way to something else. A write is acknowledged when PostgreSQL has synced it.
/// </summary>
public sealed record PostgresJournal : JournalStore
{
    private static readonly string[] SignsOfPassword = ["pass", "pwd", "psw", "://"];

    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <param name="connection">Npgsql's connection string. A password may come from <c>PGPASSWORD</c> or a password file instead.</param>
    /// <param name="run">The key of the run.</param>
    /// <exception cref="Core.ConfigurationException">The connection string cannot be read.</exception>
    public PostgresJournal(string connection, string run)
        : base(run)
    {
        try
        {
            _connection = new NpgsqlConnectionStringBuilder(connection);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            // What is misread for a keyword may be a part of a password: then nothing is repeated.
            var secret = MayHoldPassword(connection);
            throw new Core.ConfigurationException(
                $"Journal.Connection cannot be read{(secret ? "" : $": {e.Message}")}. It looks like Host=db;Database=critique;Username=critique; a value with a semicolon stands in quotes.");
        }
        _connection.ApplicationName ??= "critique";
    }

    /// <summary>The connection string without its password: what may be written down.</summary>
    public string ConnectionWithoutPassword
    {
        get
        {
            var open = new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Password = null, SslPassword = null };
            if (open.ApplicationName == "critique")
                open.ApplicationName = null;
            return open.ConnectionString;
        }
    }

    public override string Name => string.Create(CultureInfo.InvariantCulture, $"{_connection.Database ?? _connection.Username} at {_connection.Host}:{_connection.Port}");

    public override bool IsShared => true;

    internal override JournalSchema Schema => JournalSchema.PostgreSql;

    internal override Config Settings => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql { provider-name = "PostgreSQL.15", connection-string = {{Quoted(_connection.ConnectionString)}} }
        akka.persistence.query.journal.sql { provider-name = "PostgreSQL.15", connection-string = {{Quoted(_connection.ConnectionString)}} }
        """);

    public override DbConnection Open(bool forWriting = false) => Open(_connection.ConnectionString);

    internal override bool IsReadable(DbConnection connection)
    {
        var version = VersionOf(connection);
        return version == JournalSchema.Version ? true : throw new EnvironmentException(
            $"The database {Name} has {(version == 0 ? "no journal" : "an older journal")}: run `critique journal migrate --connection \"{ConnectionWithoutPassword}\"` once.");
    }

    public override void Prepare()
    {
        using var connection = Open();
        IsReadable(connection);
    }

    public override IReadOnlyList<string> Migrate()
    {
        using var connection = Open(forWriting: true);
        if (VersionOf(connection) == JournalSchema.Version)
            return [];
        try
        {
            using var transaction = connection.BeginTransaction();
            Sql.Execute(connection, "SELECT pg_advisory_xact_lock(@key)", ("@key", (long)Serialization.Codec.Identifier)); // two at a time would race for the same tables
            Sql.Execute(connection, Schema.Create);
            Sql.Execute(connection, Schema.WriteVersion);
            transaction.Commit();
            return ["made the tables"];
        }
        catch (PostgresException e)
        {
            throw new EnvironmentException($"The journal's tables cannot be made in {Name}: {e.MessageText}", e);
        }
    }

    public override void Close() => NpgsqlConnection.ClearAllPools();

    public override IDisposable Claim(Action<EnvironmentException> lost, ClaimKind kind = ClaimKind.Alone) => new PostgresClaim(this, lost, kind);

    /// <summary>A connection outside the pool: what it holds goes when it is closed.</summary>
    /// <param name="name">What the server knows it by.</param>
    internal NpgsqlConnection OpenAlone(string name) => Open(
        new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Pooling = false, KeepAlive = 10, ApplicationName = name }.ConnectionString);

    private static bool MayHoldPassword(string connection) =>
        SignsOfPassword.Any(sign => connection.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private int VersionOf(DbConnection connection)
    {
        try
        {
            var version = Sql.Scalar(connection, "SELECT to_regclass('critique_journal')::text") is string ? Schema.VersionOf(connection) : 0;
            JournalSchema.RefuseNewer(version, Name);
            return version;
        }
        catch (NpgsqlException e)
        {
            throw new EnvironmentException($"The journal {Name} cannot be read: {e.Message}", e);
        }
    }

    private NpgsqlConnection Open(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (Exception e) when (e is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException or ArgumentException)
        {
            connection.Dispose();
            throw new EnvironmentException($"The database {Name} cannot be used: {e.Message}", e);
        }
    }
}
