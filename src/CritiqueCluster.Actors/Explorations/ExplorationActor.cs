using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>What explorations are made of.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="CheckerOf">The checker of a kind of problem.</param>
/// <param name="Rollouts">The dispatcher of attempts.</param>
/// <param name="Critics">The dispatcher of critiques.</param>
/// <param name="AskAgain">What did not come after this long is asked for again.</param>
internal sealed record ExplorationParts(
    string Run, Func<string, ISolutionChecker> CheckerOf, IActorRef Rollouts, IActorRef Critics, TimeSpan AskAgain)
    : INoSerializationVerificationNeeded;

/// <summary>
/// One exploration: persists what the pure machine decides, then asks for what is outstanding and reports when nothing is. After
/// recovery it asks again under the same ids.
/// </summary>
internal sealed class ExplorationActor : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    private readonly ExplorationParts _parts;
    private readonly HashSet<string> _asked = [];
    private readonly string[] _tags;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ExplorationState? _state;
    private IActorRef _run = ActorRefs.Nobody;

    public ExplorationActor(ExplorationParts parts, string id)
    {
        _parts = parts;
        _tags = [JournalDatabase.TagOf(parts.Run)];
        PersistenceId = $"exploration/{parts.Run}/{id}";
        Recover<ExplorationEvent>(e => _state = ExplorationMachine.Apply(_state, e));
        Command<Explore>(e => Told(new OpenExploration(e.Spec)));
        Command<GrantTokens>(g => Told(g.Grant));
        Command<EndExploration>(_ => Told(new CloseExploration()));
        Command<Answered<RolloutResult>>(a => Handle(new RecordAttempts(a.Request, [.. a.Results.Select(r => r.Attempt)])));
        Command<Answered<CritiqueResult>>(a => Handle(new RecordCritiques(a.Request, [.. a.Results.Select(r => r.Critique)])));
        Command<Unanswerable>(OnUnanswerable);
        Command<Busy>(_ => Timers.StartSingleTimer(nameof(AskAgain), AskAgain.Instance, BusyPause));
        Command<AskAgain>(_ => OnAskAgain());
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Whatever threw (a checker, say) would throw again: the events and messages are the same.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        HostFailure.Publish(Context.System, $"exploration {PersistenceId}", reason);
        base.PreRestart(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Fail(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => Fail(cause);

    private void Told(ExplorationCommand command)
    {
        _run = Sender;
        Handle(command);
    }

    private void OnUnanswerable(Unanswerable given)
    {
        _log.Warning("Request {0} is quarantined: {1}", given.Request, given.Reason);
        Handle(new QuarantineRequest(given.Request, given.Reason));
    }

    private void Handle(ExplorationCommand command)
    {
        var kind = (_state?.Spec ?? (command as OpenExploration)?.Spec)?.Problem.Kind;
        if (kind is null)
            return;
        var events = new ExplorationMachine(_parts.CheckerOf(kind)).Decide(_state, command);
        if (events.Count == 0)
        {
            Advance();
            return;
        }
        var last = events[^1];
        PersistAll(events.Select(e => new Tagged(e, _tags)), stored =>
        {
            _state = ExplorationMachine.Apply(_state, (ExplorationEvent)stored.Payload);
            if (ReferenceEquals(stored.Payload, last))
                Advance();
        });
    }

    /// <summary>Asks for what is outstanding, or says that nothing is.</summary>
    private void Advance()
    {
        if (_state is not { } state)
            return;
        foreach (var request in state.OutstandingRollouts)
            if (_asked.Add(request.Id))
                _parts.Rollouts.Tell(new Ask<RolloutRequest>(request));
        foreach (var request in state.OutstandingCritiques)
            if (_asked.Add(request.Id))
                _parts.Critics.Tell(new Ask<CritiqueRequest>(request));
        if (state.IsWaiting)
            Timers.StartSingleTimer(nameof(AskAgain), AskAgain.Instance, _parts.AskAgain);
        else
            Report(state);
    }

    private void Report(ExplorationState state)
    {
        Timers.Cancel(nameof(AskAgain));
        _asked.Clear();
        _run.Tell(Reports.Of(state));
        if (state.Completed)
            Context.Parent.Tell(new Passivate(PoisonPill.Instance));
    }

    private void OnAskAgain()
    {
        _asked.Clear();
        Advance();
    }

    private static void Fail(Exception cause) => HostFailure.Publish(
        Context.System, "exploration", new EnvironmentException($"The journal could not be written: {cause.Message}", cause));

    private sealed class AskAgain : INoSerializationVerificationNeeded
    {
        public static readonly AskAgain Instance = new();
    }
}
