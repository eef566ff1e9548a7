using System.Collections.Immutable;

using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Serialization;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Serialization;

using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>
/// The journal as a run uses it: many explorations at once, each waiting until its event is durable; then recovery, by the
/// offline reader and by persistent actors. Limits: inserts of the same bytes by hand, and a SELECT of them that decodes nothing.
/// </summary>
internal sealed class JournalBenchmark : IDisposable
{
    private const int Explorations = 1000;
    private const int TokensPerExploration = 12 * 18 + 45;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("critique-benchmark-");
    private readonly IReadOnlyList<object>[] _events = [.. Enumerable.Range(0, Explorations).Select(ExplorationEvents.Of)];
    private readonly string _folder;
    private readonly ActorSystem _system;
    private int _names;

    public JournalBenchmark()
    {
        _folder = _root.CreateSubdirectory("run").FullName;
        JournalDatabase.Prepare(_folder);
        _system = ActorSystem.Create("benchmark", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(CritiqueClusterHosting.JournalIn(_folder)
                .WithFallback(AkkaFiles.Read("journal")).WithFallback(AkkaFiles.Read("core")).WithFallback("akka.loglevel = WARNING")),
            SerializationSetup.Create(system =>
                [SerializerDetails.Create("wire", new WireSerializer(system), Manifests.Bound.ToImmutableHashSet())])));
    }

    public void Run(TextWriter output, int repetitions)
    {
        Journal("first");
        var rows = RawTable.Read(_folder);
        var bytes = rows.Sum(row => (double)row.Message.Length);
        output.WriteLine(FormattableString.Invariant(
            $"journal on SQLite, write-ahead, synced: {Explorations} explorations at once, {rows.Count} events, {bytes / rows.Count:0} payload bytes an event, {bytes / Explorations / TokensPerExploration:0.0} a generated token"));
        new Comparison("events/s", repetitions)
            .Add("raw SELECT (the limit)", () => RawTable.Read(_folder).Count)
            .Add("journal reader, decoded", () => new JournalReader(_folder).Entries().Count())
            .Add("recovery of persistent actors", () => Recover("first"))
            .Run(output);
        new Comparison("events/s", repetitions)
            .Add("raw inserts, 400 a transaction (the limit)", () => RawTable.Write(_root.CreateSubdirectory($"{_names++}").FullName, rows))
            .Add("explorations, each event acknowledged", () => Journal($"{_names++}"))
            .Run(output);
    }

    public void Dispose()
    {
        _system.Terminate().Wait();
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private int Journal(string name) => WithWriters(name, recovered => recovered == 0);

    private int Recover(string name) => WithWriters(name, _ => false);

    /// <summary>Starts an actor for each exploration and waits until all have recovered, and journalled if they are to.</summary>
    private int WithWriters(string name, Predicate<int> journals)
    {
        var events = 0;
        using var ended = new CountdownEvent(Explorations);
        Action<int> done = count =>
        {
            Interlocked.Add(ref events, count);
            ended.Signal();
        };
        for (var i = 0; i < Explorations; i++)
            _system.ActorOf(Props.Create<Writer>($"{name}/{i}", _events[i], "run:benchmark", journals, done));
        ended.Wait();
        return events;
    }
}
