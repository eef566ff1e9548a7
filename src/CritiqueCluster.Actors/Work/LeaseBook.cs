using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>
/// The rules of leasing, without actors or clock: first in, first out; one lease per request, of the units that have not come yet; a
/// worker's credit counts the units that it owes, so each one that it delivers makes room; a request that failed before is leased
/// alone, so that one poisonous request cannot spoil its neighbours' tries. Time is whatever the caller says it is.
/// </summary>
/// <param name="kind">What the requests are.</param>
/// <param name="options">Limits.</param>
/// <param name="firstLease">Lease numbers count from here; more than any number that an earlier dispatcher gave out.</param>
internal sealed class LeaseBook<TRequest, TResult>(
    WorkKind<TRequest, TResult> kind, DispatcherOptions options, long firstLease)
    where TRequest : class
    where TResult : class
{
    private readonly Dictionary<string, PendingRequest<TRequest, TResult>> _requests = [];
    private readonly LinkedList<PendingRequest<TRequest, TResult>> _queue = new();
    private readonly Dictionary<IActorRef, LeaseHolder<TRequest, TResult>> _workers = [];
    private readonly RoomIndex<LeaseHolder<TRequest, TResult>> _rooms = new();
    private long _leases = firstLease;

    public int Queued => _queue.Count;

    public int Workers => _workers.Count;

    /// <summary>Takes a request in, or lets a new asker wait for one that is known. False if the queue is full.</summary>
    public bool TryAdd(TRequest request, IActorRef asker)
    {
        var id = kind.Id(request);
        if (_requests.TryGetValue(id, out var known))
        {
            known.Asker = asker;
            return true;
        }
        if (_queue.Count >= options.QueueLimit)
            return false;
        var pending = new PendingRequest<TRequest, TResult>(id, request, kind.Units(request), kind.Version(request), asker);
        _requests.Add(id, pending);
        pending.Place = _queue.AddLast(pending);
        return true;
    }

    /// <summary>A worker is there. Leases that should have reached it and that it does not hold go back to the queue.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Hear(IActorRef worker, int capacity, int? version, long lastLease, IReadOnlyCollection<string> held, TimeSpan now)
    {
        var isNew = !_workers.TryGetValue(worker, out var holder);
        if (holder is null)
            _workers.Add(worker, holder = new LeaseHolder<TRequest, TResult>(worker));
        (holder.Capacity, holder.Version, holder.LastHeard) = (capacity, version, now);
        var lost = holder.Held.Values.Where(l => l.Number <= lastLease && !held.Contains(l.Request.Id)).ToList();
        foreach (var lease in lost)
            Requeue(lease.Request);
        Refresh(holder);
        return isNew;
    }

    /// <summary>The next lease to hand out, or null if nothing waits or nobody has room.</summary>
    public (IActorRef Worker, long Number, TRequest Request)? Next()
    {
        if (_queue.First?.Value is not { } pending || BestFor(pending) is not { } holder)
            return null;
        Leave(pending);
        var lease = pending.Lease = new HeldLease<TRequest, TResult>(pending, holder, ++_leases);
        holder.Held.Add(pending.Id, lease);
        holder.Owed += lease.Owed;
        Refresh(holder);
        return (holder.Worker, lease.Number, pending.Results.Count == 0 ? pending.Request : kind.Rest(pending.Request, pending.Results.ContainsKey));
    }

    /// <summary>Takes a result, whoever made it: it is the same from every worker. Returns the request if it is complete now.</summary>
    public PendingRequest<TRequest, TResult>? Take(IActorRef worker, TResult result)
    {
        if (!_requests.TryGetValue(kind.RequestOf(result), out var pending))
            return null;
        var unit = kind.UnitOf(result);
        pending.Results.TryAdd(unit, result);
        if (pending.Lease is { } lease && lease.Holder.Worker.Equals(worker) && lease.Deliver(unit))
        {
            lease.Holder.Owed--;
            Refresh(lease.Holder);
        }
        if (pending.Missing > 0)
            return null;
        Forget(pending);
        return pending;
    }

    /// <summary>A worker could not serve a request. Returns the request if it is given up now.</summary>
    public PendingRequest<TRequest, TResult>? Fail(IActorRef worker, string id, string reason)
    {
        if (!_requests.TryGetValue(id, out var pending) || !Equals(pending.Lease?.Holder.Worker, worker))
            return null;
        pending.Failures.Add(reason);
        if (pending.Failures.Count < options.Failures)
        {
            Requeue(pending);
            return null;
        }
        Forget(pending);
        return pending;
    }

    /// <summary>A worker is gone; what it held goes back to the front of the queue and is not blamed.</summary>
    public void Remove(IActorRef worker)
    {
        if (!_workers.Remove(worker, out var holder))
            return;
        foreach (var lease in holder.Held.Values.Reverse().ToList())
            Requeue(lease.Request);
        _rooms.Remove(holder);
    }

    /// <summary>Workers that were silent for too long, with the requests that they hold.</summary>
    public IReadOnlyList<(IActorRef Worker, IReadOnlyList<string> Held)> Silent(TimeSpan now) =>
        [.. _workers.Values
            .Where(w => now - w.LastHeard >= options.Lease)
            .Select(w => (w.Worker, (IReadOnlyList<string>)[.. w.Held.Keys]))];

    private LeaseHolder<TRequest, TResult>? BestFor(PendingRequest<TRequest, TResult> pending) =>
        _rooms.Ranked(pending.Version, pending.Failures.Count > 0 ? int.MaxValue : pending.Missing).FirstOrDefault();

    private void Requeue(PendingRequest<TRequest, TResult> pending)
    {
        Release(pending);
        pending.Place = _queue.AddFirst(pending);
    }

    private void Forget(PendingRequest<TRequest, TResult> pending)
    {
        Leave(pending);
        Release(pending);
        _requests.Remove(pending.Id);
    }

    private void Leave(PendingRequest<TRequest, TResult> pending)
    {
        if (pending.Place is not { } place)
            return;
        _queue.Remove(place);
        pending.Place = null;
    }

    private void Release(PendingRequest<TRequest, TResult> pending)
    {
        if (pending.Lease is not { } lease)
            return;
        lease.Holder.Held.Remove(pending.Id);
        lease.Holder.Owed -= lease.Owed;
        pending.Lease = null;
        Refresh(lease.Holder);
    }

    /// <summary>Tells the index what has changed of a worker. One that holds a suspect takes nothing else.</summary>
    private void Refresh(LeaseHolder<TRequest, TResult> holder)
    {
        if (holder.Held.Count == 1 && holder.Held.Values.First().Request.Failures.Count > 0)
            _rooms.Remove(holder);
        else
            _rooms.Set(holder, holder.Version, holder.Room, holder.Held.Count == 0);
    }
}
