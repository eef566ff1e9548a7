using System.Collections.Immutable;

using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Serialization;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>A core node's actor system and systems of workers, in one process, which speak over loopback with the settings of nodes.</summary>
internal sealed class LoopbackCluster : IDisposable
{
    /// <summary>Remoting alone: no gossip, no singletons, whose messages would be counted and cost time.</summary>
    private static readonly Config Settings = ConfigurationFactory.ParseString("""
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }
        akka.loggers = []
        akka.loglevel = OFF
        """).WithFallback(AkkaFiles.Read("common"));

    private readonly List<ActorSystem> _workers;

    public LoopbackCluster(int workerSystems)
    {
        Core = Start("core");
        Run = Core.ActorOf(Props.Create<Listener>());
        _workers = [.. Enumerable.Range(0, workerSystems).Select(i => Start($"workers-{i}"))];
    }

    public ActorSystem Core { get; }

    /// <summary>Hears what workers have spent.</summary>
    public IActorRef Run { get; }

    public Traffic Traffic { get; } = new();

    /// <summary>Starts an actor in one of the workers' systems, by turns.</summary>
    /// <param name="number">Which.</param>
    /// <param name="props">Made of a function that gives an actor of the core as this system sees it.</param>
    /// <returns>As the core sees it.</returns>
    public IActorRef Start(int number, Func<Func<IActorRef, IActorRef>, Props> props)
    {
        var system = _workers[number % _workers.Count];
        return Seen(Core, system.ActorOf(props(actor => Seen(system, actor))));
    }

    /// <summary>Starts workers as nodes do, each with a device of its own.</summary>
    public void StartWorkers<TRequest, TResult>(
        int count, WorkKind<TRequest, TResult> kind, Func<IEngine<TRequest, TResult>> engine, IActorRef dispatcher)
        where TRequest : class
        where TResult : class
    {
        var heartbeat = new NodeSettings().Heartbeat;
        for (var i = 0; i < count; i++)
            Start(i, seen => Props.Create<EngineWorker<TRequest, TResult>>(new WorkerParts<TRequest, TResult>(
                kind, engine, seen(dispatcher), ActorRefs.Nobody, seen(Run), new DeviceShare(), heartbeat)));
    }

    public IActorRef StartDispatcher<TRequest, TResult>(WorkKind<TRequest, TResult> kind)
        where TRequest : class
        where TResult : class
    {
        var settings = new NodeSettings();
        var options = new DispatcherOptions(QueueLimit: 10_000, settings.Lease, 2 * settings.Heartbeat);
        return Core.ActorOf(Props.Create<Dispatcher<TRequest, TResult>>(kind, options, TimeProvider.System));
    }

    public void Dispose() => Task.WaitAll([Core.Terminate(), .. _workers.Select(w => w.Terminate())]);

    private static IActorRef Seen(ActorSystem by, IActorRef actor) =>
        ((ExtendedActorSystem)by).Provider.ResolveActorRef(Serialization.SerializedActorPath(actor));

    private ActorSystem Start(string name) => ActorSystem.Create(name, ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(Settings),
        SerializationSetup.Create(system => [SerializerDetails.Create("wire", Traffic.For(system), Manifests.Bound.ToImmutableHashSet())])));

    private sealed class Listener : ReceiveActor
    {
        public Listener() => Receive<EngineUsage>(_ => { });
    }
}
