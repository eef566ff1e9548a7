using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>
/// A PostgreSQL server of the tests' own: a new cluster of databases in a temporary folder, on a free port of this machine. PostgreSQL
/// does not run as root, so root starts it as the user that Debian's package makes.
/// </summary>
public sealed class PrivatePostgres : IDisposable
{
    private const string User = "postgres";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("critique-postgres-");
    private readonly Lazy<bool> _started;

    public PrivatePostgres() => _started = new Lazy<bool>(Begin);

    /// <summary>The port that it listens on.</summary>
    public int Port { get; } = FreePort();

    private static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>An empty database; skips the test where there is no PostgreSQL.</summary>
    /// <returns>Its connection string.</returns>
    public string NewDatabase()
    {
        Needs.Met(_started.Value, "PostgreSQL (Debian's package postgresql)");
        var name = $"db{Guid.NewGuid():n}";
        Assert.True(Run("createdb", "-h", "127.0.0.1", "-p", PortText, "-U", "critique", name), "createdb failed");
        return ConnectionTo(name, Port);
    }

    /// <summary>An empty database with the journal's tables.</summary>
    /// <param name="run">The key of a run.</param>
    public PostgresJournal NewJournal(string run = "run")
    {
        var journal = new PostgresJournal(NewDatabase(), run);
        journal.Migrate();
        return journal;
    }

    /// <summary>A connection string for a database by another port, that of a proxy, say.</summary>
    public static string ConnectionTo(string database, int port) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database={database};Username=critique;Timeout=5");

    /// <summary>Stops the server at once, as a crash would.</summary>
    public void Stop() => Assert.True(Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop"), "the server did not stop");

    /// <summary>Starts it again.</summary>
    public void Start() => Assert.True(Launch(), "the server did not start");

    public void Dispose()
    {
        if (_started is { IsValueCreated: true, Value: true })
            Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        _folder.Delete(recursive: true);
    }

    private string PortText => Port.ToString(CultureInfo.InvariantCulture);

    private bool Begin()
    {
        if (Programs is null || (Environment.IsPrivilegedProcess && !SystemCommand.Run("chown", User, _folder.FullName)))
            return false;
        return Run("initdb", "-D", Data, "-A", "trust", "-U", "critique", "--no-sync", "--no-instructions") && Launch();
    }

    private bool Launch() => Run("pg_ctl", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"), "-w",
        "-o", $"-p {PortText} -k {_folder.FullName} -c listen_addresses=127.0.0.1", "start");

    /// <summary>Output goes nowhere: the server would inherit a pipe and keep it open.</summary>
    private bool Run(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(Programs!, program), .. arguments];
        var line = string.Join(' ', command.Select(word => $"'{word}'")) + " >/dev/null 2>&1 </dev/null";
        string[] shell = Environment.IsPrivilegedProcess ? ["su", User, "-s", "/bin/sh", "-c", line] : ["sh", "-c", line];
        using var process = Process.Start(new ProcessStartInfo(shell[0], shell[1..]) { WorkingDirectory = _folder.FullName })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Tests that use one server; one after another, since some of them stop it.</summary>
[CollectionDefinition(nameof(PostgresCollection))]
public sealed class PostgresCollection : ICollectionFixture<PrivatePostgres>;
