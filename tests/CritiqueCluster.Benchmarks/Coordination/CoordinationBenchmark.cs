using System.Diagnostics;

using Akka.Actor;

using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation.Simulated;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>
/// Leasing with simulated workers, which only wait: how busy many of them are kept, how many leases a second there can be, and what
/// an exploration costs on the wire. Core and workers are actor systems of one process that speak over loopback.
/// </summary>
internal static class CoordinationBenchmark
{
    private const int Workers = 500;
    private const int WorkerSystems = 4;
    private const int Slots = 16;

    /// <summary>Leases that the workers' credit allows at the same time: half as many units again as slots.</summary>
    private const int Outstanding = Workers * Slots * 3 / 2 / Feeder.Attempts;

    private static readonly TimeSpan MeanTime = TimeSpan.FromSeconds(2);

    public static void Run(TextWriter output, int repetitions)
    {
        Occupancy(output, repetitions);
        Saturation(output, repetitions);
        Exploration(output);
    }

    /// <summary>Slot time is counted by tokens of finished attempts; what is under way at both ends of a window cancels.</summary>
    private static void Occupancy(TextWriter output, int repetitions)
    {
        var window = TimeSpan.FromSeconds(20);
        var load = Load(MeanTime / Feeder.Tokens);
        using var cluster = new LoopbackCluster(WorkerSystems);
        var engines = StartWorkers(cluster, load, out var dispatcher);
        var feeder = cluster.Core.ActorOf(Props.Create<AskingFeeder>(dispatcher, 2 * Outstanding));
        feeder.Tell(new Feeder.Go(long.MaxValue, () => { }));
        Thread.Sleep(6 * MeanTime);
        List<double> busy = [], processor = [];
        for (var i = 0; i < repetitions; i++)
        {
            var (start, tokens, used) = (Stopwatch.GetTimestamp(), engines.Sum(e => e.GeneratedTokens), Environment.CpuUsage.TotalTime);
            Thread.Sleep(window);
            var elapsed = Stopwatch.GetElapsedTime(start);
            busy.Add((engines.Sum(e => e.GeneratedTokens) - tokens) * load.TokenTime / (elapsed * Workers * Slots));
            processor.Add((Environment.CpuUsage.TotalTime - used) / elapsed);
        }
        output.WriteLine(FormattableString.Invariant(
            $"coordination: {Workers} simulated workers of {Slots} slots in {WorkerSystems} actor systems, attempts of {MeanTime.TotalSeconds} s on average, {Outstanding * 2} requests of {Feeder.Attempts} attempts outstanding"));
        output.WriteLine(FormattableString.Invariant(
            $"  share of time slots are busy, {repetitions} windows of {window.TotalSeconds} s: median {Comparison.Median(busy):P1} ({busy.Min():P1} to {busy.Max():P1}), with {Comparison.Median(processor):0.00} processors in use"));
    }

    private static void Saturation(TextWriter output, int repetitions)
    {
        const int Requests = 20_000;
        using var cluster = new LoopbackCluster(WorkerSystems);
        var load = Load(TimeSpan.Zero);
        StartWorkers(cluster, load, out var dispatcher);
        var asking = cluster.Core.ActorOf(Props.Create<AskingFeeder>(dispatcher, Outstanding));
        var attempts = SampleAttempts(load);
        var echoes = Enumerable.Range(0, Workers).Select(i => cluster.Start(i, _ => Props.Create<Echo>(attempts))).ToList();
        var echoing = cluster.Core.ActorOf(Props.Create<EchoFeeder>(echoes, Outstanding));
        output.WriteLine(FormattableString.Invariant(
            $"coordination: {Workers} workers whose attempts take no time, {Outstanding} requests of {Feeder.Attempts} attempts outstanding"));
        new Comparison("leases/s", repetitions)
            .Add("the same messages echoed, nothing decided (limit)", () => Answered(echoing, Requests))
            .Add("leases asked for, served and answered", () => Answered(asking, Requests))
            .Add("rules of leasing by one thread, nothing sent", () => RulesAlone.Run(Workers, Slots, attempts, Requests))
            .Run(output);
    }

    private static void Exploration(TextWriter output)
    {
        const int Explorations = 2000;
        const int Window = 400;
        using var cluster = new LoopbackCluster(WorkerSystems);
        using var sockets = new SocketBytes();
        var load = Load(TimeSpan.FromMilliseconds(20));
        StartWorkers(cluster, load, out var rollouts);
        var critics = cluster.StartDispatcher(WorkKinds.Critiques);
        cluster.StartWorkers(Workers / 5, WorkKinds.Critiques, () => new SimulatedCritic(load with { MeanTokens = 45 }, TimeProvider.System), critics);
        var source = new CountdownSource(new CountdownOptions());
        var parts = new ExplorationParts("benchmark", _ => source.Checker, rollouts, critics, new NodeSettings().AskAgain);
        Thread.Sleep(TimeSpan.FromSeconds(3));
        cluster.Traffic.Clear();
        using var done = new ManualResetEventSlim();
        var (sent, start) = (sockets.Sent, Stopwatch.GetTimestamp());
        IReadOnlyList<Problem> problems = source.Take(ProblemSplit.Train, Explorations);
        cluster.Core.ActorOf(Props.Create<Explorer>(parts, problems, Window, (Action)done.Set));
        done.Wait();
        var elapsed = Stopwatch.GetElapsedTime(start);
        var counts = cluster.Traffic.Counts;
        Thread.Sleep(TimeSpan.FromSeconds(1.5)); // the count of bytes is that old
        output.WriteLine(FormattableString.Invariant(
            $"coordination: {Explorations} explorations in {elapsed.TotalSeconds:0.0} s, {Window} at a time: {Feeder.Attempts} attempts, then critiques of two failures and four refinements of each"));
        foreach (var (manifest, (messages, bytes)) in counts.OrderBy(c => c.Key, StringComparer.Ordinal))
            output.WriteLine(FormattableString.Invariant($"  {manifest,-20} {(double)messages / Explorations,8:0.00} messages an exploration, {(double)bytes / messages,7:0} payload bytes each"));
        output.WriteLine(FormattableString.Invariant(
            $"  together {counts.Values.Sum(c => (double)c.Messages) / Explorations:0.0} messages, {counts.Values.Sum(c => (double)c.Bytes) / Explorations:0} payload bytes, {(sockets.Sent - sent) / Explorations:0} bytes through the sockets"));
    }

    private static SimulatedLoad Load(TimeSpan tokenTime) => new(Seed: 1, Slots, Feeder.Tokens, Spread: 0.5, tokenTime);

    private static List<SimulatedPolicy> StartWorkers(LoopbackCluster cluster, SimulatedLoad load, out IActorRef dispatcher)
    {
        var engines = new List<SimulatedPolicy>();
        dispatcher = cluster.StartDispatcher(WorkKinds.Rollouts);
        cluster.StartWorkers(Workers, WorkKinds.Rollouts, () => Added(engines, new SimulatedPolicy(load, TimeProvider.System)), dispatcher);
        SpinWait.SpinUntil(() => { lock (engines) return engines.Count == Workers; });
        Thread.Sleep(TimeSpan.FromSeconds(3)); // registered, connected
        return engines;
    }

    private static SimulatedPolicy Added(List<SimulatedPolicy> engines, SimulatedPolicy engine)
    {
        lock (engines)
            engines.Add(engine);
        return engine;
    }

    private static List<Attempt> SampleAttempts(SimulatedLoad load)
    {
        using var engine = new SimulatedPolicy(load with { Slots = Feeder.Attempts }, TimeProvider.System);
        engine.Submit(new RolloutRequest(
            "a", new Problem("a", "", "", "countdown"), new StreamKey(1, 0, "a"), [.. Enumerable.Range(0, Feeder.Attempts)], null, new SamplingOptions(0.7, 1, 0, 1000), -1));
        return [.. engine.Step().Select(r => r.Attempt)];
    }

    private static double Answered(IActorRef feeder, int requests)
    {
        using var done = new ManualResetEventSlim();
        feeder.Tell(new Feeder.Go(requests, done.Set));
        done.Wait();
        return requests;
    }
}
