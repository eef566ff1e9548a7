using System.Diagnostics;
using Akka.Actor;
using Akka.Event;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Actors.Work;

/// <summary>What a worker is made of.</summary>
/// <param name="Kind">Its kind of work.</param>
/// <param name="MakeEngine">Makes the engine, on the device's thread.</param>
/// <param name="Dispatcher">Leases work to it.</param>
/// <param name="Parameters">The parameter cache of this node.</param>
/// <param name="Run">Is told the time and tokens spent.</param>
/// <param name="Device">Shared by the engines of one device.</param>
/// <param name="Heartbeat">How often it reports to the dispatcher.</param>
internal sealed record WorkerParts<TRequest, TResult>(
    WorkKind<TRequest, TResult> Kind, Func<IEngine<TRequest, TResult>> MakeEngine, IActorRef Dispatcher, IActorRef Parameters,
    IActorRef Run, DeviceShare Device, TimeSpan Heartbeat) : INoSerializationVerificationNeeded
    where TRequest : class
    where TResult : class;

/// <summary>
/// Drives an engine on the device's thread, one step per message to itself, so that leases, revocations and new parameters
/// get through between two steps. Holds nothing that matters: whatever it loses is leased to another worker.
/// </summary>
internal sealed class EngineWorker<TRequest, TResult> : ReceiveActor, IWithTimers
    where TRequest : class
    where TResult : class
{
    /// <summary>An idle engine waits this long for company before its first step: leases come in bursts.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan UsageInterval = TimeSpan.FromSeconds(1);

    private readonly WorkerParts<TRequest, TResult> _parts;
    private readonly Dictionary<string, Holding> _held = [];
    private readonly Queue<string> _waiting = new();
    private readonly Stopwatch _inSteps = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IEngine<TRequest, TResult> _engine = null!;
    private ParametersHere? _here;
    private ParametersHere? _newest;
    private bool _follows;
    private int? _askedFor;
    private long _lastLease;
    private long _tokensReported;
    private bool _stepping;
    private bool _draining;
    private bool _sleeping;

    public EngineWorker(WorkerParts<TRequest, TResult> parts)
    {
        _parts = parts;
        Receive<Lease<TRequest>>(OnLease);
        Receive<LeaseRevoked>(OnRevoked);
        Receive<ParametersHere>(OnParameters);
        Receive<NextStep>(_ => OnStep());
        Receive<Beat>(_ => OnBeat());
        Receive<TellUsage>(_ => OnUsage());
        Receive<DrainWorker>(_ => OnDrain());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        if (!TryOrFail(() => _engine = _parts.MakeEngine()))
            return;
        Timers.StartPeriodicTimer(nameof(Beat), Beat.Instance, TimeSpan.Zero, _parts.Heartbeat);
        Timers.StartPeriodicTimer(nameof(TellUsage), TellUsage.Instance, UsageInterval);
    }

    protected override void PostStop()
    {
        OnUsage();
        _parts.Device.Report(this, 0, 1);
        _engine?.Dispose();
    }

    private void OnLease(Lease<TRequest> lease)
    {
        _lastLease = Math.Max(_lastLease, lease.Number);
        if (_draining)
            return; // the next beat says that it is not held
        var id = _parts.Kind.Id(lease.Request);
        if (!_held.TryAdd(id, new Holding(lease.Request, _parts.Kind.Units(lease.Request))))
            return;
        _waiting.Enqueue(id);
        Admit();
    }

    private void OnRevoked(LeaseRevoked revoked)
    {
        if (_held.Remove(revoked.Request))
            _engine.Cancel(revoked.Request);
        Admit();
    }

    private void OnParameters(ParametersHere here)
    {
        _here = here;
        if (_newest is null || here.Version.Step >= _newest.Version.Step)
            _newest = here;
        Admit();
    }

    /// <summary>What the engine has not begun goes back at once, without blame: the dispatcher sees that it is not held.</summary>
    private void OnDrain()
    {
        _draining = true;
        foreach (var id in _waiting)
            if (_held.TryGetValue(id, out var holding) && !holding.Begun)
                _held.Remove(id);
        _waiting.Clear();
        OnBeat();
    }

    private void StopIfDrained()
    {
        if (_draining && _held.Count == 0)
            Context.Stop(Self);
    }

    /// <summary>
    /// Gives the engine what waits, in order. Where exactly one version was asked for, parameters are swapped only when the engine is empty;
    /// they are fetched while it still works. What takes newer ones gets them between two steps, without draining.
    /// </summary>
    private void Admit()
    {
        if (_held.Values.Any(holding => holding.Begun && _parts.Kind.TakesNewer(holding.Request)))
            LoadNewest();
        while (_waiting.TryPeek(out var id))
        {
            if (_held.TryGetValue(id, out var holding) && !holding.Begun)
            {
                if (!HasParametersFor(holding.Request))
                    break;
                holding.Begun = true;
                Submit(id, holding.Request);
            }
            _waiting.Dequeue();
        }
        _parts.Device.Report(this, _engine.Active, _engine.Slots);
        if (_engine.Active == 0)
            return;
        if (_sleeping)
            StepAgain(); // what has changed may shorten the pause
        else if (!_stepping)
            Timers.StartSingleTimer(nameof(NextStep), NextStep.Instance, Gather);
        _stepping = true;
    }

    /// <summary>At once, or by timer: an engine that only waits keeps neither thread nor device.</summary>
    private void StepAgain()
    {
        var pause = _engine.Pause;
        _sleeping = pause > TimeSpan.Zero;
        if (_sleeping)
        {
            _parts.Device.Report(this, 0, _engine.Slots);
            Timers.StartSingleTimer(nameof(NextStep), NextStep.Instance, pause);
            return;
        }
        Timers.Cancel(nameof(NextStep));
        Self.Tell(NextStep.Instance);
    }

    private bool HasParametersFor(TRequest request)
    {
        var version = _parts.Kind.Version(request);
        if (_parts.Kind.TakesNewer(request))
            return HasNewEnough(version);
        if (version < 0 || _engine.Version?.Step == version)
            return true;
        if (_here?.Version.Step == version)
            return _engine.Active == 0 && TryOrFail(() => _engine.Load(_here.Version, _here.Folder));
        if (_askedFor != version)
            _parts.Parameters.Tell(new GetParameters(_parts.Kind.Model, version));
        _askedFor = version;
        return false;
    }

    private bool HasNewEnough(int version)
    {
        LoadNewest();
        var has = _engine.Version?.Step >= version;
        if (!_follows || (!has && _askedFor != version))
        {
            _parts.Parameters.Tell(new FollowParameters(_parts.Kind.Model, version));
            (_follows, _askedFor) = (true, version);
        }
        return has;
    }

    /// <summary>Loads the newest parameters that are here, unless something under way may have no others than it began with.</summary>
    private void LoadNewest()
    {
        if (_newest is { } newest && !(_engine.Version?.Step >= newest.Version.Step)
            && (_engine.Active == 0 || _held.Values.All(holding => !holding.Begun || _parts.Kind.TakesNewer(holding.Request))))
            TryOrFail(() => _engine.Load(newest.Version, newest.Folder));
    }

    private void Submit(string id, TRequest request)
    {
        try
        {
            _engine.Submit(request);
        }
        catch (ArgumentException e)
        {
            GiveBack([id], e.Message);
        }
    }

    private void OnStep()
    {
        _sleeping = false;
        _stepping = _engine.Active > 0;
        if (!_stepping)
            return;
        if (!_parts.Device.ShouldWait(this))
            StepOnce();
        _stepping = _engine.Active > 0;
        if (_stepping)
            StepAgain();
        else
            Admit();
    }

    private void StepOnce()
    {
        try
        {
            _inSteps.Start();
            var results = _engine.Step();
            _inSteps.Stop();
            if (results.Count > 0)
                Deliver(results);
            _parts.Device.Report(this, _engine.Active, _engine.Slots);
        }
        catch (Exception e)
        {
            _inSteps.Stop();
            StartAfresh(e);
        }
    }

    private void Deliver(IReadOnlyList<TResult> results)
    {
        foreach (var result in results)
        {
            var id = _parts.Kind.RequestOf(result);
            if (_held.TryGetValue(id, out var holding) && --holding.Remaining == 0)
                _held.Remove(id);
        }
        _parts.Dispatcher.Tell(new Finished<TResult>(results));
        StopIfDrained();
    }

    /// <summary>After an exception nothing is known about the engine: everything goes back, and a new engine is made.</summary>
    private void StartAfresh(Exception reason)
    {
        _log.Error(reason, "{0} engine failed with {1} requests in hand; making a new one", _parts.Kind.Name, _held.Count);
        _engine.Dispose();
        _tokensReported = 0;
        _waiting.Clear();
        if (TryOrFail(() => _engine = _parts.MakeEngine()))
            GiveBack([.. _held.Keys], reason.Message);
    }

    private void GiveBack(IReadOnlyList<string> ids, string reason)
    {
        foreach (var id in ids)
            _held.Remove(id);
        _parts.Dispatcher.Tell(new LeasesFailed(ids, reason));
    }

    private void OnBeat()
    {
        (_askedFor, _follows) = (null, false); // what did not come is asked for again
        _parts.Dispatcher.Tell(new WorkerReady(_draining ? 0 : _engine.Slots + _engine.Slots / 2, _engine.Version?.Step, _lastLease, [.. _held.Keys]));
        Admit();
        StopIfDrained();
    }

    private void OnUsage()
    {
        if (_engine is null || _inSteps.Elapsed == TimeSpan.Zero)
            return;
        _parts.Run.Tell(new EngineUsage(_parts.Kind.Name, _inSteps.Elapsed.TotalSeconds, _engine.GeneratedTokens - _tokensReported));
        _tokensReported = _engine.GeneratedTokens;
        _inSteps.Reset();
    }

    private bool TryOrFail(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e)
        {
            HostFailure.Publish(Context.System, $"{_parts.Kind.Name} worker", e);
            Context.Stop(Self);
            return false;
        }
    }

    private sealed class Holding(TRequest request, int remaining)
    {
        public TRequest Request { get; } = request;
        public int Remaining { get; set; } = remaining;

        /// <summary>The engine has it. One that was revoked and leased again waits in two places.</summary>
        public bool Begun { get; set; }
    }

    private sealed class NextStep : INoSerializationVerificationNeeded
    {
        public static readonly NextStep Instance = new();
    }

    private sealed class Beat : INoSerializationVerificationNeeded
    {
        public static readonly Beat Instance = new();
    }

    private sealed class TellUsage : INoSerializationVerificationNeeded
    {
        public static readonly TellUsage Instance = new();
    }
}
