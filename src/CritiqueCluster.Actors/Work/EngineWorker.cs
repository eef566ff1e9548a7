using Akka.Actor;
using Akka.Event;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Actors.Work;

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
    private readonly EngineParameters<TRequest, TResult> _parameters;
    private readonly StepUsage _usage;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private IEngine<TRequest, TResult> _engine = null!;
    private long _lastLease;
    private bool _stepping;
    private bool _draining;
    private bool _sleeping;

    public EngineWorker(WorkerParts<TRequest, TResult> parts)
    {
        _parts = parts;
        _parameters = new EngineParameters<TRequest, TResult>(parts.Kind, parts.Parameters);
        _usage = new StepUsage(parts.Run, parts.Kind.Name);
        Receive<Lease<TRequest>>(OnLease);
        Receive<LeaseRevoked>(OnRevoked);
        Receive<ParametersHere>(OnParameters);
        Receive<NextStep>(_ => OnStep());
        Receive<Beat>(_ => OnBeat());
        Receive<TellUsage>(_ => _usage.Tell(_engine.GeneratedTokens));
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
        _usage.Tell(_engine?.GeneratedTokens);
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
        _parameters.Take(here);
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

    private IEnumerable<TRequest> Begun => _held.Values.Where(holding => holding.Begun).Select(holding => holding.Request);

    /// <summary>Gives the engine what waits, in order, as far as it has the parameters for it.</summary>
    private void Admit()
    {
        if (Begun.Any(_parts.Kind.TakesNewer))
            TryOrFail(() => _parameters.Renew(_engine, Begun));
        while (_waiting.TryPeek(out var id))
        {
            if (_held.TryGetValue(id, out var holding) && !holding.Begun)
            {
                var ready = false;
                if (!TryOrFail(() => ready = _parameters.AreFor(_engine, holding.Request, Begun)) || !ready)
                    break;
                holding.Begun = true;
                Submit(id, holding.Request);
            }
            _waiting.Dequeue();
        }
        Report();
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
        var onlyWaits = _engine.Active == _engine.Waiting; // a step costs the device nothing then
        if (onlyWaits || !_parts.Device.ShouldWait(this))
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
            IReadOnlyList<TResult> results = [];
            _usage.Time(() => results = _engine.Step());
            if (results.Count > 0)
                Deliver(results);
            Report();
        }
        catch (Exception e) when (e is ConfigurationException or EnvironmentException)
        {
            Fail(e); // Another engine here would fail alike, and no request is to blame.
        }
        catch (Exception e)
        {
            StartAfresh(e);
        }
    }

    private void Report() => _parts.Device.Report(this, _engine.Active - _engine.Waiting, _engine.Slots);

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
        _usage.CountAgain();
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
        _parameters.AskAgain();
        _parts.Dispatcher.Tell(new WorkerReady(_draining ? 0 : _engine.Slots + _engine.Slots / 2 + _engine.Waiting, _engine.Version?.Step, _lastLease, [.. _held.Keys]));
        Admit();
        StopIfDrained();
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
            Fail(e);
            return false;
        }
    }

    private void Fail(Exception reason)
    {
        HostFailure.Publish(Context.System, $"{_parts.Kind.Name} worker", reason);
        Context.Stop(Self);
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
