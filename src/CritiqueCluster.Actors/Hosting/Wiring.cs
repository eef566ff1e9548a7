using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Cluster.Tools.Singleton;
using Akka.Hosting;
using Akka.Pattern;
using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Learning;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Which actors a node starts, and who knows whom. Proxies come first, so that everybody can be given everybody.</summary>
internal sealed class Wiring
{
    private const string DeviceDispatcher = "critique.device-dispatcher";

    /// <summary>Engines ask every other second, and whoever gives parameters over the network may be away for minutes.</summary>
    private const int RemoteFailures = 150;

    private const string RunName = "run";
    private const string LearnerName = "learner";
    private const string RolloutsName = "rollout-dispatcher";
    private const string CriticsName = "critic-dispatcher";

    private readonly ActorSystem _system;
    private readonly NodeSettings _settings;
    private readonly NodeParts _parts;
    private readonly DeviceShare _device = new();
    private readonly IActorRef _run;
    private readonly IActorRef _learner;
    private readonly IActorRef _rollouts;
    private readonly IActorRef _critics;

    public Wiring(ActorSystem system, NodeSettings settings, NodeParts parts)
    {
        (_system, _settings, _parts) = (system, settings, parts);
        _run = Proxy(RunName, Roles.Core);
        _learner = Proxy(LearnerName, Roles.Learner);
        _rollouts = Proxy(RolloutsName, Roles.Core);
        _critics = Proxy(CriticsName, Roles.Core);
    }

    public void Start(IActorRegistry registry)
    {
        registry.Register<RunActor>(_run);
        registry.Register<Dispatcher<RolloutRequest, RolloutResult>>(_rollouts);
        registry.Register<Dispatcher<CritiqueRequest, CritiqueResult>>(_critics);
        _system.ActorOf(Local(() => new NodeActor(_parts.OnDrain)), NodeActor.Name);
        var membership = MembershipWatchParts.Of(Akka.Cluster.Cluster.Get(_system));
        _system.ActorOf(Local(() => new MembershipWatch(membership)), "membership-watch");
        var listener = _system.ActorOf(Local(() => new FailureListener(_parts)), "failure-listener");
        _system.EventStream.Subscribe(listener, typeof(HostFailure));
        if (_settings.Journal is { } journal)
            _system.EventStream.Subscribe(_system.ActorOf(Local(() => new JournalWatch(journal, _parts.OnNote)), "journal-watch"), typeof(JournalTrouble));
        if (Has(Roles.Core))
            StartCore();
        if (Has(Roles.Learner))
            StartLearner();
        if (Has(Roles.Rollout) || Has(Roles.Critic))
            StartWorkers();
    }

    /// <summary>The name of the worker of a kind of work.</summary>
    public static string WorkerOf(string kind) => $"{kind}-worker";

    private string Run => CritiqueClusterHosting.JournalOf(_settings).Run;

    private bool Has(string role) => _settings.Roles.Contains(role);

    private void StartCore()
    {
        var options = new DispatcherOptions(QueueLimit: 10_000, _settings.Lease, Acknowledge: 2 * _settings.Heartbeat);
        Singleton(RolloutsName, Roles.Core, Local(() => new Dispatcher<RolloutRequest, RolloutResult>(WorkKinds.Rollouts, options, TimeProvider.System)));
        Singleton(CriticsName, Roles.Core, Local(() => new Dispatcher<CritiqueRequest, CritiqueResult>(WorkKinds.Critiques, options, TimeProvider.System)));
        var explorations = StartExplorations();
        var run = new RunParts(Run, explorations, _learner, [_rollouts, _critics, _learner], _parts.Clock, _settings.SendAgain);
        Singleton(RunName, Roles.Core, StartedAgain(Local(() => new RunActor(run)), RunName));
    }

    private IActorRef StartExplorations()
    {
        var parts = new ExplorationParts(Run, Needed(_parts.CheckerOf), _rollouts, _critics, _settings.AskAgain);
        return ClusterSharding.Get(_system).Start(
            ExplorationShards.Region, group => Props.Create<ExplorationGroup>(parts, Uri.UnescapeDataString(group)).WithDeploy(Deploy.Local),
            ClusterShardingSettings.Create(_system), new ExplorationShards());
    }

    private void StartLearner()
    {
        var query = new JournalQuery(_system, CritiqueClusterHosting.JournalOf(_settings));
        var self = NodeNames.Of(Akka.Cluster.Cluster.Get(_system).SelfUniqueAddress);
        var parts = new LearnerParts(Run, self, Needed(_parts.Learner), query.TaskAsync, _run, DistributedPubSub.Get(_system).Mediator, _parts.Offer, _parts.Known);
        Singleton(LearnerName, Roles.Learner, StartedAgain(OnDevice(Local(() => new LearnerActor(parts))), LearnerName));
    }

    private void StartWorkers()
    {
        var cacheParts = new ParameterCacheParts(_parts.Known, _learner, DistributedPubSub.Get(_system).Mediator, _parts.Fetcher, _parts.Offer);
        if (_parts.Offer is not null)
            cacheParts = cacheParts with { MostFailures = RemoteFailures };
        var cache = _system.ActorOf(Local(() => new ParameterCache(cacheParts)), "parameter-cache");
        if (Has(Roles.Rollout))
            StartWorker(new WorkerParts<RolloutRequest, RolloutResult>(
                WorkKinds.Rollouts, Needed(_parts.Rollouts), _rollouts, cache, _run, _device, _settings.Heartbeat));
        if (Has(Roles.Critic))
            StartWorker(new WorkerParts<CritiqueRequest, CritiqueResult>(
                WorkKinds.Critiques, Needed(_parts.Critics), _critics, cache, _run, _device, _settings.Heartbeat));
    }

    private void StartWorker<TRequest, TResult>(WorkerParts<TRequest, TResult> parts)
        where TRequest : class
        where TResult : class =>
        _system.ActorOf(OnDevice(Local(() => new EngineWorker<TRequest, TResult>(parts))), WorkerOf(parts.Kind.Name));

    private IActorRef Proxy(string name, string role) => _system.ActorOf(
        ClusterSingletonProxy.Props($"/user/{name}", ClusterSingletonProxySettings.Create(_system).WithRole(role)), $"{name}-proxy");

    private void Singleton(string name, string role, Props props) => _system.ActorOf(
        ClusterSingletonManager.Props(props, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(_system).WithRole(role)), name);

    /// <summary>Wired actors are made where they are wired: their parts hold references that never travel.</summary>
    private static Props Local<T>(System.Linq.Expressions.Expression<Func<T>> make)
        where T : ActorBase => Props.Create(make).WithDeploy(Deploy.Local);

    /// <summary>A persistent actor stops when its journal does not take an event; it is started again until the journal does.</summary>
    private static Props StartedAgain(Props props, string name) =>
        BackoffSupervisor.Props(Backoff.OnStop(props, name, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), 0.2, -1)).WithDeploy(Deploy.Local);

    private static Props OnDevice(Props props) => props.WithDispatcher(DeviceDispatcher);

    private T Needed<T>(T? part)
        where T : class =>
        part ?? throw new ArgumentException($"The roles {string.Join(", ", _settings.Roles)} need a {typeof(T)}.");
}
