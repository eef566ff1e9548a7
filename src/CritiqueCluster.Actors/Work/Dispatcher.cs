using Akka.Actor;
using Akka.Event;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Work;

/// <summary>
/// Leases requests to workers that have given it credit (DESIGN §5). A singleton that holds nothing but memory: after a
/// restart workers register again and explorations ask again.
/// </summary>
internal sealed class Dispatcher<TRequest, TResult> : ReceiveActor, IWithTimers
    where TRequest : class
    where TResult : class
{
    private static readonly TimeSpan StragglersEvery = TimeSpan.FromMilliseconds(500);

    private readonly WorkKind<TRequest, TResult> _kind;
    private readonly LeaseBook<TRequest, TResult> _book;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _held;

    /// <param name="kind">What it leases.</param>
    /// <param name="options">Limits.</param>
    /// <param name="clock">Tells silence, loss and stragglers.</param>
    public Dispatcher(WorkKind<TRequest, TResult> kind, DispatcherOptions options, TimeProvider clock)
    {
        (_kind, _lease, _clock, _start) = (kind, options.Lease, clock, clock.GetTimestamp());
        _book = new LeaseBook<TRequest, TResult>(kind, options, clock.GetUtcNow().Ticks);
        Receive<Ask<TRequest>>(OnAsk);
        Receive<WorkerReady>(OnReady);
        Receive<Finished<TResult>>(OnFinished);
        Receive<LeasesFailed>(OnFailed);
        Receive<Terminated>(OnTerminated);
        Receive<Expire>(_ => OnExpire());
        Receive<HoldWork>(OnHold);
        Receive<DescribeWork>(_ => Sender.Tell(_book.Describe(Now, worker => NodeNames.Of(worker, Context.System))));
        Receive<LookForStragglers>(_ => OnStragglers());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Expire), Expire.Instance, _lease / 4);
        Timers.StartPeriodicTimer(nameof(LookForStragglers), LookForStragglers.Instance, StragglersEvery);
    }

    private void OnAsk(Ask<TRequest> ask)
    {
        if (_book.TryAdd(ask.Request, Sender))
            HandOut();
        else
            Sender.Tell(new Busy(_kind.Id(ask.Request)));
    }

    private void OnReady(WorkerReady ready)
    {
        var (isNew, revoke) = _book.Hear(Sender, ready.Capacity, ready.Version, ready.LastLease, [.. ready.Held], Now);
        if (isNew)
        {
            Context.Watch(Sender);
            _log.Info("{0} worker {1} registered with room for {2}", _kind.Name, Sender.Path, ready.Capacity);
        }
        foreach (var id in revoke)
            Sender.Tell(new LeaseRevoked(id));
        HandOut();
    }

    private void OnFinished(Finished<TResult> finished)
    {
        foreach (var result in finished.Results)
            if (_book.Take(Sender, result, Now) is var (done, stillAtIt))
            {
                done.Asker.Tell(new Answered<TResult>(done.Id, [.. done.Results.Values]));
                foreach (var worker in stillAtIt)
                    worker.Tell(new LeaseRevoked(done.Id));
            }
        HandOut();
    }

    private void OnFailed(LeasesFailed failed)
    {
        foreach (var id in failed.Requests)
            Fail(Sender, id, failed.Reason);
        HandOut();
    }

    private void OnTerminated(Terminated terminated)
    {
        _log.Warning("{0} worker {1} is gone; its leases go to others", _kind.Name, terminated.ActorRef.Path);
        _book.Remove(terminated.ActorRef);
        HandOut();
    }

    private void OnExpire()
    {
        foreach (var (worker, held) in _book.Silent(Now))
        {
            foreach (var id in held)
            {
                worker.Tell(new LeaseRevoked(id));
                Fail(worker, id, $"no sign of life for {_lease.TotalSeconds:0} s");
            }
            _book.Remove(worker);
        }
        HandOut();
    }

    private void OnHold(HoldWork hold)
    {
        _held = hold.Held;
        HandOut();
    }

    private void OnStragglers()
    {
        foreach (var (worker, number, request) in _held ? [] : _book.Seconds(Now))
        {
            _log.Info("{0} request {1} takes long and is leased to {2}, too", _kind.Name, _kind.Id(request), worker.Path);
            worker.Tell(new Lease<TRequest>(number, request));
        }
    }

    private void Fail(IActorRef worker, string id, string reason)
    {
        _log.Warning("{0} request {1} failed on {2}: {3}", _kind.Name, id, worker.Path, reason);
        if (_book.Fail(worker, id, reason) is { } givenUp)
            givenUp.Asker.Tell(new Unanswerable(id, string.Join("; ", givenUp.Failures.Select(Describe).Distinct())));
    }

    /// <summary>A worker in this process has a path without a host.</summary>
    private static string Describe((ActorPath Worker, string Reason) failure) =>
        $"{failure.Worker.ToStringWithAddress(NodeNames.Here(Context.System))}: {failure.Reason}";

    private void HandOut()
    {
        while (!_held && _book.Next(Now) is var (worker, number, request))
            worker.Tell(new Lease<TRequest>(number, request));
    }

    private sealed class Expire : INoSerializationVerificationNeeded
    {
        public static readonly Expire Instance = new();
    }

    private sealed class LookForStragglers : INoSerializationVerificationNeeded
    {
        public static readonly LookForStragglers Instance = new();
    }
}
