using System.Collections.Immutable;

using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Serialization;

using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core.Exploration;

using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>
/// The journal as a run uses it: many explorations at once, each waiting until its event is durable; then reading it back. Limits: inserts
/// of the same rows by hand, and a SELECT of them that decodes nothing.
/// </summary>
internal sealed class JournalBenchmark : IDisposable
{
    private const int Explorations = 8000;
    private const int TokensPerExploration = 12 * 18 + 45;
    private const int RowsPerTransaction = 400;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("critique-benchmark-");
    private readonly IReadOnlyList<ExplorationEvent>[] _events = [.. Enumerable.Range(0, Explorations).Select(ExplorationEvents.Of)];
    private int _names;

    public void Run(TextWriter output, int repetitions)
    {
        foreach (var database in Database.All(_root))
            Run(database, output, repetitions);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private void Run(Database database, TextWriter output, int repetitions)
    {
        var latencies = new List<double>();
        var store = database.New($"{_names++}");
        Journal(store, Explorations, latencies);
        var rows = JournalRows.Of(store).ToList();
        var unpaged = RawTable.Unpaged(rows);
        var events = unpaged.Count;
        var bytes = rows.Sum(row => (double)row.Message.Length);
        output.WriteLine(FormattableString.Invariant(
            $"journal on {database.Name}: {Explorations} explorations at once, {events} events in {rows.Count} pages, {bytes / events:0} payload bytes an event, {bytes / Explorations / TokensPerExploration:0.0} a generated token"));
        new Comparison("events/s", repetitions)
            .Add("the same pages by hand, 400 a transaction (limit)", () => Raw(database, rows, events, RowsPerTransaction))
            .Add("the same pages by hand, one a transaction", () => Raw(database, rows, events, 1))
            .Add("a row for each event by hand, 400 a transaction", () => Raw(database, unpaged, events, RowsPerTransaction))
            .Add("explorations, each event acknowledged", () => Journal(database.New($"{_names++}"), Explorations, latencies))
            .Run(output);
        output.WriteLine($"  decided to durable at full load: {Percentiles(latencies)}");
        latencies.Clear();
        for (var i = 0; i < repetitions; i++)
            Journal(database.New($"{_names++}"), 32, latencies);
        output.WriteLine($"  decided to durable with 32 explorations under way: {Percentiles(latencies)}");
        new Comparison("events/s", repetitions)
            .Add("raw SELECT (limit)", () => JournalRows.Of(store).Sum(row => row.Message.Length > 0 ? 1 : 0) * (double)events / rows.Count)
            .Add("journal reader, decoded", () => new JournalReader(store).Entries().Count())
            .Add("explorations folded", () => ExplorationFold.Completed(new JournalReader(store).Entries()).Count() * (double)events / Explorations)
            .Run(output);
    }

    private double Raw(Database database, IReadOnlyList<JournalRow> rows, int events, int rowsPerTransaction)
    {
        RawTable.Write(database.New($"{_names++}"), rows, rowsPerTransaction);
        return events;
    }

    /// <summary>Has explorations journal all their events through their groups.</summary>
    private double Journal(JournalStore store, int explorations, List<double> latencies)
    {
        using var system = ActorSystem.Create("benchmark", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(store.Settings.WithFallback(AkkaFiles.Read("journal")).WithFallback("akka.loglevel = WARNING")),
            SerializationSetup.Create(extended => [SerializerDetails.Create("wire", new WireSerializer(extended), Manifests.Bound.ToImmutableHashSet())])));
        var parts = new ExplorationParts(store.Run, _ => throw new InvalidOperationException(), ActorRefs.Nobody, ActorRefs.Nobody, TimeSpan.FromHours(1));
        var groups = new Dictionary<string, IActorRef>();
        var events = _events.Take(explorations).Sum(e => e.Count);
        using var durable = new CountdownEvent(events);
        Action<double> onDurable = seconds =>
        {
            lock (latencies)
                latencies.Add(seconds);
            durable.Signal();
        };
        for (var i = 0; i < explorations; i++)
        {
            var id = ((ExplorationOpened)_events[i][0]).Spec.Id;
            var group = Writers.GroupOf(id);
            if (!groups.TryGetValue(group, out var actor))
                groups[group] = actor = system.ActorOf(Props.Create<ExplorationGroup>(parts, group));
            system.ActorOf(Props.Create<Driver>(id, _events[i], actor, onDurable));
        }
        durable.Wait();
        system.Terminate().Wait();
        return events;
    }

    private static string Percentiles(List<double> seconds)
    {
        var sorted = seconds.Order().ToList();
        return FormattableString.Invariant($"p50 {1000 * sorted[sorted.Count / 2]:0.0} ms, p99 {1000 * sorted[sorted.Count * 99 / 100]:0.0} ms");
    }
}
