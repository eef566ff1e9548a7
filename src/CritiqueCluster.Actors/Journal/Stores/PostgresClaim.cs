using CritiqueCluster.Core;
using Npgsql;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// One process or one cluster per run, by an advisory lock of the database: it goes with the connection that took it. Members of a cluster
/// share it, so that none can be founded on the run while one of them lives. When the server goes away the claim is taken again as soon as
/// it answers; if somebody else was faster, the run is theirs.
/// </summary>
internal sealed class PostgresClaim : IDisposable
{
    private const string Holder =
        "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid = @space AND objid = (hashtext(@run)::bigint & 4294967295)::oid AND granted";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly string _name = $"critique claim {Guid.NewGuid():n}";
    private readonly PostgresJournal _store;
    private readonly Action<EnvironmentException> _lost;
    private readonly Timer _timer;
    private readonly Lock _gate = new();
    private ClaimKind _kind;
    private NpgsqlConnection? _connection;
    private bool _disposed;

    public PostgresClaim(PostgresJournal store, Action<EnvironmentException> lost, ClaimKind kind)
    {
        (_store, _lost, _kind) = (store, lost, kind);
        _connection = Take();
        _timer = new Timer(_ => Hold(), null, Interval, Interval);
    }

    public void Dispose()
    {
        _timer.Dispose();
        lock (_gate)
        {
            _disposed = true;
            _connection?.Dispose();
        }
    }

    private NpgsqlConnection Take()
    {
        var connection = _store.OpenAlone(_name);
        try
        {
            if (Has("pg_try_advisory_lock" + (_kind == ClaimKind.Member ? "_shared" : "")))
            {
                if (_kind == ClaimKind.Founder)
                    OpenToMembers();
                return connection;
            }
            throw IsOurs(connection)
                ? new TimeoutException("The server still keeps our connection that was cut.")
                : InUse(connection);
        }
        catch
        {
            connection.Dispose(); // an answer that came too late may have been yes
            throw;
        }

        bool Has(string function) => Sql.Scalar(
            connection, $"SELECT {function}(@space, hashtext(@run))", ("@space", Serialization.Codec.Identifier), ("@run", _store.Run)) is true;

        void OpenToMembers()
        {
            Has("pg_try_advisory_lock_shared"); // beside our own; then only that is left
            Has("pg_advisory_unlock");
            _kind = ClaimKind.Member; // if the connection is cut, members may have it meanwhile
        }
    }

    /// <summary>Whether the holder is a connection of ours that was cut without the server's knowing; if so it is ended there, too.</summary>
    private bool IsOurs(NpgsqlConnection connection) =>
        Sql.Scalar(connection, $"SELECT pg_terminate_backend(a.pid) {Holder} AND application_name = @name", ("@name", _name),
            ("@space", Serialization.Codec.Identifier), ("@run", _store.Run)) is true;

    private EnvironmentException InUse(NpgsqlConnection connection)
    {
        var holder = Sql.Scalar(connection,
            $"SELECT client_addr::text || ' (its process there is not known here; connection ' || a.pid || ', since ' || date_trunc('second', backend_start) || ')' {Holder}",
            ("@space", Serialization.Codec.Identifier), ("@run", _store.Run)) as string;
        return new EnvironmentException(
            $"The run {_store.Run} in {_store.Name} is in use by a process at {holder ?? "an unknown address"}. Wait for it, stop it, or join its cluster with --join.");
    }

    private void Hold()
    {
        if (!_gate.TryEnter())
            return;
        try
        {
            if (_disposed)
                return;
            if (_connection is null)
                _connection = Take();
            else
                Sql.Scalar(_connection, "SELECT 1");
        }
        catch (EnvironmentException e) when (e.InnerException is null)
        {
            _disposed = true;
            _lost(e);
        }
        catch (Exception e) when (e is NpgsqlException or EnvironmentException or TimeoutException or InvalidOperationException or IOException)
        {
            _connection?.Dispose();
            _connection = null; // the next round tries again
        }
        finally
        {
            _gate.Exit();
        }
    }
}
