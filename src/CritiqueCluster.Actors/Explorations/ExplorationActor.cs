using Akka.Actor;
using Akka.Event;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>What explorations are made of.</summary>
/// <param name="Run">The key of the run.</param>
/// <param name="CheckerOf">The checker of a kind of problem.</param>
/// <param name="Rollouts">The dispatcher of attempts.</param>
/// <param name="Critics">The dispatcher of critiques.</param>
/// <param name="AskAgain">What did not come after this long is asked for again.</param>
internal sealed record ExplorationParts(
    string Run, Func<string, ISolutionChecker> CheckerOf, IActorRef Rollouts, IActorRef Critics, TimeSpan AskAgain)
    : INoSerializationVerificationNeeded;

/// <summary>
/// One exploration, a child of its group: hands what the pure machine decides to the group, and when that is durable asks for what is
/// outstanding, or reports when nothing is. After recovery it asks again under the same ids.
/// </summary>
internal sealed class ExplorationActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    /// <summary>Answers that cannot be, after which a request is quarantined.</summary>
    private const int MostRefused = 3;

    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(1);

    private readonly ExplorationParts _parts;
    private readonly string _id;
    private readonly HashSet<string> _asked = [];
    private readonly Dictionary<string, int> _refused = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private ExplorationState? _state;
    private IReadOnlyList<ExplorationEvent> _decided = [];
    private IActorRef _run = ActorRefs.Nobody;

    /// <param name="parts">What it is made of.</param>
    /// <param name="id">Its id.</param>
    /// <param name="state">Where it stands by the journal; null if it is new.</param>
    public ExplorationActor(ExplorationParts parts, string id, ExplorationState? state)
    {
        (_parts, _id, _state) = (parts, id, state);
        Deciding();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    /// <summary>Whatever threw (a checker, say) would throw again: the events and messages are the same.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        HostFailure.Publish(Context.System, $"exploration {_id}", reason);
        base.PreRestart(reason, message);
    }

    private void Deciding()
    {
        Receive<Explore>(e => Told(new OpenExploration(e.Spec)));
        Receive<GrantTokens>(g => Told(g.Grant));
        Receive<EndExploration>(_ => Told(new CloseExploration()));
        Receive<Answered<RolloutResult>>(a => OnAnswered(a.Request, new RecordAttempts(a.Request, [.. a.Results.Select(r => r.Attempt)])));
        Receive<Answered<CritiqueResult>>(a => OnAnswered(a.Request, new RecordCritiques(a.Request, [.. a.Results.Select(r => r.Critique)])));
        Receive<Unanswerable>(OnUnanswerable);
        Receive<Busy>(_ => Timers.StartSingleTimer(nameof(AskAgain), AskAgain.Instance, BusyPause));
        Receive<AskAgain>(_ => OnAskAgain());
    }

    /// <summary>Until what was decided is durable, nothing else is decided.</summary>
    private void Storing()
    {
        Receive<ExplorationGroup.Durable>(_ => OnDurable());
        ReceiveAny(_ => Stash.Stash());
    }

    private void Told(ExplorationCommand command)
    {
        _run = Sender;
        Handle(command);
    }

    /// <summary>An answer that cannot be has not come: it is asked for again, of whoever has room then, a few times.</summary>
    private void OnAnswered(string request, ExplorationCommand answer)
    {
        if (_state is null || !ExplorationMachine.IsOutstanding(_state, request) || Handle(answer))
            return;
        _refused[request] = _refused.GetValueOrDefault(request) + 1;
        _log.Warning("The answer to request {0} is none, time {1}", request, _refused[request]);
        if (_refused[request] >= MostRefused)
            Handle(new QuarantineRequest(request, $"{MostRefused} answers to it could not have been sampled as was asked"));
        else if (_asked.Remove(request))
            Advance();
    }

    private void OnUnanswerable(Unanswerable given)
    {
        _log.Warning("Request {0} is quarantined: {1}", given.Request, given.Reason);
        Handle(new QuarantineRequest(given.Request, given.Reason));
    }

    /// <returns>Whether it led to something.</returns>
    private bool Handle(ExplorationCommand command)
    {
        var kind = (_state?.Spec ?? (command as OpenExploration)?.Spec)?.Problem.Kind;
        if (kind is null)
            return false;
        _decided = new ExplorationMachine(_parts.CheckerOf(kind)).Decide(_state, command);
        if (_decided.Count == 0)
        {
            Advance();
            return false;
        }
        foreach (var attempt in _decided.OfType<AttemptsRecorded>().SelectMany(recorded => recorded.Quarantined ?? []))
            _log.Warning("Attempt {0} of {1} is quarantined: {2}", attempt.Index, _id, attempt.Verdict?.Failure);
        Context.Parent.Tell(new ExplorationGroup.Decided(_id, _decided));
        Become(Storing);
        return true;
    }

    private void OnDurable()
    {
        _state = _decided.Aggregate(_state, ExplorationMachine.Apply);
        Become(Deciding);
        Stash.UnstashAll();
        Advance();
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
        if (!state.IsWaiting)
            Report(state);
        else if (!Timers.IsTimerActive(nameof(AskAgain))) // whoever sends to it again and again must not put the asking off
            Timers.StartSingleTimer(nameof(AskAgain), AskAgain.Instance, _parts.AskAgain);
    }

    private void Report(ExplorationState state)
    {
        Timers.Cancel(nameof(AskAgain));
        _asked.Clear();
        var report = Reports.Of(state);
        _run.Tell(report);
        if (state.Completed)
            Context.Parent.Tell(new ExplorationGroup.Ended(report));
    }

    private void OnAskAgain()
    {
        _asked.Clear();
        Advance();
    }

    private sealed class AskAgain : INoSerializationVerificationNeeded
    {
        public static readonly AskAgain Instance = new();
    }
}
