using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>What a run is made of.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Explorations">The shard region of its explorations.</param>
/// <param name="Learner">Folds its iterations.</param>
/// <param name="Clock">Runs since this process began with the run, for the account of time only; null: time counts from when it is led here.</param>
/// <param name="Held">Dispatchers and learner, who are told when the run is held.</param>
/// <param name="SendAgain">What was not answered after this long is sent again.</param>
/// <param name="Window">Explorations that are waited for at the same time.</param>
internal sealed record RunParts(
    string Run, IActorRef Explorations, IActorRef Learner, IReadOnlyList<IActorRef> Held, Stopwatch? Clock, TimeSpan SendAgain, int Window = 1024)
    : INoSerializationVerificationNeeded
{
    /// <summary>A stopped run that was recovered waits this long for somebody who goes on with it.</summary>
    public TimeSpan StopPatience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Leads a run from stage to stage (DESIGN §5), or through its stream. What it decides is journalled before anybody hears of it; the rest it asks for
/// again after a restart. All explorations of a round are waited for before the next is planned, so that nothing depends on
/// the order in which they finish. In a stream that order decides which task takes them, and is journalled.
/// </summary>
internal sealed partial class RunActor : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>What a leader that is killed had not recorded of time and tokens is lost.</summary>
    private static readonly TimeSpan UsageInterval = TimeSpan.FromSeconds(10);

    private readonly RunParts _parts;
    private readonly HashSet<IActorRef> _watchers = [];
    private readonly UsageMeter _meter;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RunState _state = RunState.Empty;
    private StageBoard? _board;
    private StreamBoard? _stream;
    private LearningAdvanced? _learning;

    public RunActor(RunParts parts)
    {
        _parts = parts;
        _meter = new UsageMeter(parts.Clock ?? Stopwatch.StartNew());
        PersistenceId = Writers.Run(parts.Run);
        Recover<IRunEvent>(e => _state = _state.Apply(e));
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<StartRun>(OnStart);
        Command<WatchRun>(_ => OnWatch());
        Command<DescribeRun>(_ => Sender.Tell(Progress));
        Command<DrainRun>(_ => OnDrain());
        Command<HoldRun>(OnHold);
        Command<SayStopped>(_ => OnStopped());
        Command<ExplorationReport>(OnReport);
        Command<Learned>(OnLearned);
        Command<LearningAdvanced>(a => _learning = a);
        Command<EngineUsage>(_meter.Add);
        Command<Terminated>(t => { _watchers.Remove(t.ActorRef); });
        Command<SendAgain>(_ => OnSendAgain());
        Command<ShowProgress>(_ => OnShow());
        Command<RecordUsage>(_ => OnRecordUsage());
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    private RunProgress Progress => ProgressView.Of(_state, Board, _learning, _meter.Unrecorded);

    private ExplorationBoard? Board => _board is null ? _stream : _board;

    protected override void PreStart()
    {
        base.PreStart();
        Timers.StartPeriodicTimer(nameof(SendAgain), SendAgain.Instance, _parts.SendAgain);
        Timers.StartPeriodicTimer(nameof(ShowProgress), ShowProgress.Instance, ProgressInterval);
        Timers.StartPeriodicTimer(nameof(RecordUsage), RecordUsage.Instance, UsageInterval);
    }

    /// <summary>Whatever threw would throw again: the events and messages are the same.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
        HostFailure.Publish(Context.System, "run", reason);
        base.PreRestart(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, "run", cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, "run", cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => JournalTrouble.Publish(Context.System, "run", reason);

    private void OnRecovered()
    {
        if (_state.Hold == RunHold.Stopped)
            Timers.StartSingleTimer(nameof(SayStopped), SayStopped.Instance, _parts.StopPatience);
        TellHeld();
        GoOn();
    }

    private void OnStart(StartRun start)
    {
        if (_state.Spec is null)
        {
            var asker = Sender;
            Store([new RunStarted(start.Spec)], () => asker.Tell(new RunAccepted(_parts.Run)));
        }
        else if (SpecComparison.Difference(_state.Spec, start.Spec) is { } difference)
            Sender.Tell(new RunRefused(_parts.Run, difference));
        else
            GoOnFor(Sender, start.Paused);
    }

    private void OnWatch()
    {
        if (_watchers.Add(Sender))
            Context.Watch(Sender);
        Sender.Tell(Progress);
        if (_state.Completed)
            Sender.Tell(new RunEnded(_parts.Run));
        if (_over)
            Sender.Tell(new RunStopped(_parts.Run));
    }

    private void OnReport(ExplorationReport report)
    {
        if (Board is not { } board || IsStopped)
            return;
        if (board.Take(report) is { } next)
            _parts.Explorations.Tell(next);
        GoOn();
    }

    private void OnLearned(Learned learned)
    {
        if (_state.Learning == learned.Iteration)
            StoreWithUsage(new IterationLearned(learned.Iteration, learned.Version));
    }

    /// <summary>Whatever the state calls for next: an event, messages, or patience.</summary>
    private void GoOn()
    {
        if (IsStopped)
            return;
        if (_state.NextBetweenStages() is { } next)
            StoreWithUsage(next);
        else if (_state.Stage is { } stage)
            LeadStage(stage);
        else if (_state.IsStreaming)
            LeadStream();
        else if (_state.Learning is { } iteration)
            _parts.Learner.Tell(new Learn(iteration));
    }

    private void LeadStage(Stage stage)
    {
        _board ??= new StageBoard(stage, StagePlan.SpecsOf(_state.Spec!, stage));
        foreach (var message in _board.Fill(_parts.Window))
            _parts.Explorations.Tell(message);
        if (_board.Done == _board.Total)
            StoreWithUsage(AfterRound(stage));
    }

    /// <summary>The learner has one task at a time; explorations go on meanwhile.</summary>
    private void LeadStream()
    {
        if (_stream is null && _state.Learning is { } known)
            _parts.Learner.Tell(new Learn(known));
        _stream ??= new StreamBoard(_state.Stream!);
        foreach (var message in _stream.Fill(_parts.Window))
            _parts.Explorations.Tell(message);
        if (_state.Learning is null && _stream.Next(_state.Versions.Count) is { } taken)
            Store([taken]);
    }

    private IRunEvent AfterRound(Stage stage)
    {
        if (stage.Closing)
            return new StageClosed(stage.Iteration, stage.Purpose);
        var roundsLeft = _state.Spec!.Recipe.Rollout.Rounds - stage.Round;
        var grants = BudgetPlan.Next(StagePlan.BudgetOf(_state.Spec, _state.Spec.Train.Count), [.. _board!.Reports.Select(r => r.Summary)], roundsLeft);
        return grants.Count > 0
            ? new RoundGranted(stage.Iteration, stage.Round + 1, grants)
            : new StageClosing(stage.Iteration, stage.Purpose);
    }

    /// <summary>Time is accounted for where something ends, in the same write.</summary>
    private void StoreWithUsage(IRunEvent happened)
    {
        var ends = happened is StageClosed or IterationLearned or RunCompleted;
        if (ends)
            ShowNow(); // What ends is shown whole once more before it is put away.
        Store(ends ? [happened, new UsageRecorded(_meter.Take())] : [happened]);
    }

    private void OnRecordUsage()
    {
        if (_state.Spec is null || _state.Completed)
            return;
        var recorded = new UsageRecorded(_meter.Take());
        Persist(new Tagged(recorded, [JournalStore.TagOf(_parts.Run)]), _ => _state = _state.Apply(recorded));
    }

    private void Store(IReadOnlyList<IRunEvent> events, Action? then = null)
    {
        var last = events[^1];
        PersistAll(events.Select(e => new Tagged(e, [JournalStore.TagOf(_parts.Run)])), stored =>
        {
            var happened = (IRunEvent)stored.Payload;
            _state = _state.Apply(happened);
            Happened(happened);
            if (!ReferenceEquals(happened, last))
                return;
            then?.Invoke();
            ShowNow();
            GoOn();
        });
    }

    private void Happened(IRunEvent happened)
    {
        switch (happened)
        {
            case RoundGranted or StageClosing:
                _board?.Enter(_state.Stage!);
                break;
            case StageOpened or StageClosed:
                (_board, _stream) = (null, null);
                break;
            case BatchTaken taken:
                _stream?.Enter(_state.Stream!);
                _parts.Learner.Tell(new Learn(taken.Iteration));
                break;
            case IterationLearned learned:
                if (_state.Stream is { } stream)
                    _stream?.Enter(stream);
                _learning = null;
                _log.Info("Iteration {0} gave {1} {2}", learned.Iteration, learned.Version.FolderName, learned.Version.Hash);
                break;
            case RunCompleted:
                TellWatchers(new RunEnded(_parts.Run));
                break;
        }
    }

    private void OnSendAgain()
    {
        TellHeld();
        if (IsStopped)
            return;
        foreach (var message in Board?.Again() ?? [])
            _parts.Explorations.Tell(message);
        if (_state.Learning is { } iteration)
            _parts.Learner.Tell(new Learn(iteration));
    }

    private void OnShow()
    {
        if (_state.Hold != RunHold.None)
            TellHeld(); // a dispatcher may just have come to another node
        ShowNow();
    }

    private void ShowNow()
    {
        if (_watchers.Count > 0)
            TellWatchers(Progress);
    }

    private void TellWatchers(object message)
    {
        foreach (var watcher in _watchers)
            watcher.Tell(message);
    }

    private sealed class SendAgain : INoSerializationVerificationNeeded
    {
        public static readonly SendAgain Instance = new();
    }

    private sealed class RecordUsage : INoSerializationVerificationNeeded
    {
        public static readonly RecordUsage Instance = new();
    }

    private sealed class ShowProgress : INoSerializationVerificationNeeded
    {
        public static readonly ShowProgress Instance = new();
    }
}
