using System.Net;
using System.Net.Sockets;
using CritiqueCluster.Actors.Journal.Stores;
using Npgsql;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>Stands between a client and a server of this machine: holds bytes back for a while each way, and can be cut and healed.</summary>
internal sealed class DelayingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private readonly TimeSpan _delay;
    private readonly Lock _gate = new();
    private readonly List<(Socket Client, Socket Server)> _open = [];
    private Predicate<string>? _trigger;
    private bool _isCut;

    public DelayingProxy(int target, TimeSpan delay = default)
    {
        (_target, _delay) = (target, delay);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The journal as a client behind the proxy reaches it.</summary>
    public PostgresJournal To(PostgresJournal direct) =>
        new(new NpgsqlConnectionStringBuilder(direct.ConnectionWithoutPassword) { Port = Port }.ConnectionString, direct.Run);

    /// <summary>Ends all connections, and lets none in until it is healed.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _isCut = true;
            foreach (var (client, server) in _open)
                (client, server).Close();
            _open.Clear();
        }
    }

    /// <summary>Ends all connections as clients see it; the server still has them.</summary>
    public void CutClients()
    {
        lock (_gate)
            foreach (var (client, _) in _open)
                client.Close();
    }

    public void Heal() => _isCut = false;

    /// <summary>Cuts instead of forwarding the first message to the server that fits; PostgreSQL's clients send texts of queries as they are.</summary>
    /// <returns>Ends when it was cut.</returns>
    public Task CutBefore(Predicate<string> fits)
    {
        var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _trigger = text =>
        {
            if (!fits(text))
                return false;
            _trigger = null;
            Cut();
            met.TrySetResult();
            return true;
        };
        return met.Task;
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                Connect(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private void Connect(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        lock (_gate)
            try
            {
                if (_isCut)
                    throw new SocketException((int)SocketError.NetworkDown);
                server.Connect(IPAddress.Loopback, _target);
                _open.Add((client, server));
            }
            catch (SocketException)
            {
                (client, server).Close();
                return;
            }
        _ = PumpAsync(client, server, toServer: true);
        _ = PumpAsync(server, client, toServer: false);
    }

    private async Task PumpAsync(Socket from, Socket to, bool toServer)
    {
        var buffer = new byte[1 << 16];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
            {
                if (toServer && _trigger?.Invoke(System.Text.Encoding.Latin1.GetString(buffer, 0, count)) == true)
                    return;
                if (_delay > TimeSpan.Zero)
                    await Task.Delay(_delay);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            if (!toServer)
                from.Close(); // who cuts the clients off leaves the server as it is
        }
    }
}

file static class Pair
{
    public static void Close(this (Socket Client, Socket Server) pair)
    {
        pair.Client.Close();
        pair.Server.Close();
    }
}
