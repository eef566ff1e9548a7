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
    private const int Different = 5000;
    private const int RowsPerTransaction = 400;
    private const int LargeExplorations = 125_000;

    /// <summary>Rows of one event each that are written by hand: so many that the database has to write them through.</summary>
    private const int UnpagedEvents = 20_000;

    /// <summary>Explorations that a process has written before anything is measured.</summary>
    private const int WarmUp = 512;

    /// <summary>Explorations that a run has under way at the same time.</summary>
    private const int Window = 1024;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("critique-benchmark-");
    private IReadOnlyList<ExplorationEvent>[] _events = [];
    private int _names;

    public void Run(TextWriter output, int repetitions)
    {
        foreach (var (tokens, explorations) in new[] { (18, 20_000), (512, 2000) })
        {
            _events = [.. Enumerable.Range(0, Math.Min(Different, explorations)).Select(i => ExplorationEvents.Of(i, tokens))];
            foreach (var database in Database.All(_root))
                Run(database, tokens, explorations, output, repetitions);
            if (tokens == 18)
                Large(output);
        }
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _root.Delete(recursive: true);
    }

    private void Run(Database database, int tokens, int explorations, TextWriter output, int repetitions)
    {
        var latencies = new List<double>();
        var store = database.New($"{_names++}");
        Journal(store, explorations, latencies)();
        var rows = JournalRows.Of(store).ToList();
        var events = rows.Sum(row => ((ExplorationPage)row.Decode()).Events.Count);
        var unpaged = RawTable.Unpaged(rows.Take(1 + rows.Count * UnpagedEvents / events));
        var pages = rows.Take(20).Select(row => (ExplorationPage)row.Decode()).ToList();
        var bytes = rows.Sum(row => (double)row.Message.Length);
        output.WriteLine(FormattableString.Invariant(
            $"journal on {database.Name}: {explorations} explorations at once with {tokens} tokens an attempt, {events} events in {rows.Count} pages, {bytes / events:0} payload bytes an event, {bytes / (explorations + WarmUp) / ExplorationEvents.TokensOf(tokens):0.0} a generated token"));
        new Comparison("events/s", repetitions)
            .AddPrepared("the same pages by hand, 400 a transaction (limit)", () => Raw(database, rows, events, RowsPerTransaction))
            .AddPrepared("the same pages by hand, one a transaction", () => Raw(database, rows, events, 1))
            .AddPrepared("a row for each event by hand, 400 a transaction", () => Raw(database, unpaged, unpaged.Count, RowsPerTransaction))
            .Add("pages encoded by one thread, nothing written", () => pages.Sum(page => Encoded.Of(page).Bytes.Length > 0 ? page.Events.Count : 0))
            .AddPrepared("explorations, each event acknowledged", () => Journal(database.New($"{_names++}"), explorations, latencies))
            .Run(output);
        output.WriteLine($"  decided to durable at full load: {Percentiles(latencies)}");
        latencies.Clear();
        for (var i = 0; i < repetitions; i++)
            Journal(database.New($"{_names++}"), 32, latencies)();
        output.WriteLine($"  decided to durable with 32 explorations under way: {Percentiles(latencies)}");
        new Comparison("events/s", repetitions)
            .Add("raw SELECT (limit)", () => JournalRows.Of(store).Sum(row => row.Message.Length > 0 ? 1 : 0) * (double)events / rows.Count)
            .Add("journal reader, decoded", () => new JournalReader(store).Entries().Count())
            .Add("explorations folded", () => ExplorationFold.Completed(new JournalReader(store).Entries()).Count() * (double)events / (explorations + WarmUp))
            .Run(output);
    }

    /// <summary>Memory while a journal of a million events is read and folded.</summary>
    private void Large(TextWriter output)
    {
        var store = Database.All(_root).First().New("large");
        Journal(store, LargeExplorations, [], Window)();
        var (read, heap) = (0, new List<long>());
        foreach (var _ in ExplorationFold.Completed(new JournalReader(store).Entries()))
            if (++read % (LargeExplorations / 10) == 0)
                heap.Add(GC.GetTotalMemory(forceFullCollection: true) >> 10);
        output.WriteLine(FormattableString.Invariant(
            $"reading and folding {LargeExplorations * 8} events: KiB in use at every tenth {string.Join(", ", heap.Select(h => h - heap.Min()))} above the least"));
    }

    private Func<double> Raw(Database database, IReadOnlyList<JournalRow> rows, int events, int rowsPerTransaction)
    {
        var store = database.New($"{_names++}");
        return () =>
        {
            RawTable.Write(store, rows, rowsPerTransaction);
            return events;
        };
    }

    /// <summary>Has explorations journal all their events through their groups.</summary>
    private Func<double> Journal(JournalStore store, int explorations, List<double> latencies, int window = int.MaxValue)
    {
        var system = ActorSystem.Create("benchmark", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(store.Settings.WithFallback(AkkaFiles.Read("journal")).WithFallback("akka.loglevel = WARNING")),
            SerializationSetup.Create(extended => [SerializerDetails.Create("wire", new WireSerializer(extended), Manifests.Bound.ToImmutableHashSet())])));
        var parts = new ExplorationParts(store.Run, _ => throw new InvalidOperationException(), ActorRefs.Nobody, ActorRefs.Nobody, TimeSpan.FromHours(1));
        var groups = new Dictionary<string, IActorRef>();
        Write(system, parts, groups, WarmUp, explorations, [], window).Invoke(); // connections are open and queries are compiled in a run, too
        var write = Write(system, parts, groups, explorations, 0, latencies, window);
        return () =>
        {
            var events = write();
            system.Terminate(); // what is left of it is not measured
            return events;
        };
    }

    /// <summary>Explorations that journal all their events through their groups, which are made where they are missing.</summary>
    private Func<double> Write(
        ActorSystem system, ExplorationParts parts, Dictionary<string, IActorRef> groups, int explorations, int first, List<double> latencies, int window)
    {
        var seconds = new double[Enumerable.Range(0, explorations).Sum(i => _events[i % _events.Length].Count)];
        var done = 0;
        var ended = new CountdownEvent(seconds.Length);
        Action<double> onDurable = latency =>
        {
            seconds[Interlocked.Increment(ref done) - 1] = latency;
            ended.Signal();
        };
        var begun = 0;
        List<IActorRef> drivers = [];
        Action beginNext = () =>
        {
            if (Interlocked.Increment(ref begun) is var next && next <= drivers.Count)
                drivers[next - 1].Tell(Driver.Begin.Instance);
        };
        drivers.AddRange(Enumerable.Range(0, explorations).Select(i =>
        {
            var id = ExplorationSpec.IdOf(0, ExplorationPurpose.Training, FormattableString.Invariant($"countdown-4-{first + i:D6}"));
            var group = Writers.GroupOf(id);
            if (!groups.TryGetValue(group, out var actor))
                groups[group] = actor = system.ActorOf(Props.Create<ExplorationGroup>(parts, group));
            return system.ActorOf(Props.Create<Driver>(id, _events[i % _events.Length], actor, onDurable, beginNext));
        }));
        foreach (var group in groups.Values)
            group.Ask<ActorIdentity>(new Identify(null)).Wait(); // recovered
        return () =>
        {
            for (var i = 0; i < Math.Min(window, explorations); i++)
                beginNext();
            ended.Wait();
            latencies.AddRange(seconds);
            return seconds.Length;
        };
    }

    private static string Percentiles(List<double> seconds)
    {
        var sorted = seconds.Order().ToList();
        return FormattableString.Invariant($"p50 {1000 * sorted[sorted.Count / 2]:0.0} ms, p99 {1000 * sorted[sorted.Count * 99 / 100]:0.0} ms");
    }
}
