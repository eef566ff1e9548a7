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
    private readonly WorkKind<TRequest, TResult> _kind;
    private readonly LeaseBook<TRequest, TResult> _book;
    private readonly TimeSpan _lease;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    public Dispatcher(WorkKind<TRequest, TResult> kind, DispatcherOptions options)
    {
        (_kind, _lease) = (kind, options.Lease);
        _book = new LeaseBook<TRequest, TResult>(kind, options, DateTime.UtcNow.Ticks);
        Receive<Ask<TRequest>>(OnAsk);
        Receive<WorkerReady>(OnReady);
        Receive<Finished<TResult>>(OnFinished);
        Receive<LeasesFailed>(OnFailed);
        Receive<Terminated>(OnTerminated);
        Receive<Expire>(_ => OnExpire());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static TimeSpan Now => TimeSpan.FromMilliseconds(Environment.TickCount64);

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(nameof(Expire), Expire.Instance, _lease / 4);

    private void OnAsk(Ask<TRequest> ask)
    {
        if (_book.TryAdd(ask.Request, Sender))
            HandOut();
        else
            Sender.Tell(new Busy(_kind.Id(ask.Request)));
    }

    private void OnReady(WorkerReady ready)
    {
        if (_book.Hear(Sender, ready.Capacity, ready.Version, ready.LastLease, [.. ready.Held], Now))
        {
            Context.Watch(Sender);
            _log.Info("{0} worker {1} registered with room for {2}", _kind.Name, Sender.Path, ready.Capacity);
        }
        HandOut();
    }

    private void OnFinished(Finished<TResult> finished)
    {
        foreach (var result in finished.Results)
            if (_book.Take(Sender, result) is { } done)
                done.Asker.Tell(new Answered<TResult>(done.Id, [.. done.Results.Values]));
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
                Fail(worker, id, $"no sign of life from {worker.Path} for {_lease.TotalSeconds:0} s");
            }
            _book.Remove(worker);
        }
        HandOut();
    }

    private void Fail(IActorRef worker, string id, string reason)
    {
        _log.Warning("{0} request {1} failed: {2}", _kind.Name, id, reason);
        if (_book.Fail(worker, id, reason) is { } givenUp)
            givenUp.Asker.Tell(new Unanswerable(id, string.Join("; ", givenUp.Failures.Distinct())));
    }

    private void HandOut()
    {
        while (_book.Next() is var (worker, number, request))
            worker.Tell(new Lease<TRequest>(number, request));
    }

    private sealed class Expire : INoSerializationVerificationNeeded
    {
        public static readonly Expire Instance = new();
    }
}
