using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Work;

/// <summary>
/// The rules of leasing, without actors or clock: first in, first out; to a worker with the right parameters before others, then to
/// the one with most room. A worker's credit counts the units that it owes, so each one that it delivers makes room. A lease asks for
/// the units that have not come yet, whoever made them: they are the same from every worker, or in a stream as good. A request that failed before is leased
/// alone, so that one poisonous request cannot spoil its neighbours' tries, and while there is one, to a worker that it has not failed
/// on; a worker is kept free for it, and the others go on. A straggler may be leased to a second worker; it fails only when the last of
/// them fails. Time is whatever the caller says it is.
/// </summary>
/// <param name="kind">What the requests are.</param>
/// <param name="options">Limits.</param>
/// <param name="firstLease">Lease numbers count from here; more than any number that an earlier dispatcher gave out.</param>
internal sealed class LeaseBook<TRequest, TResult>(
    WorkKind<TRequest, TResult> kind, DispatcherOptions options, long firstLease)
    where TRequest : class
    where TResult : class
{
    /// <summary>So many workers have one of them kept free for suspects; fewer have one, too.</summary>
    private const int WorkersPerReserved = 8;

    private readonly Dictionary<string, PendingRequest<TRequest, TResult>> _requests = [];
    private readonly LinkedList<PendingRequest<TRequest, TResult>> _queue = new();
    private readonly LinkedList<PendingRequest<TRequest, TResult>> _suspects = new();
    private readonly Dictionary<IActorRef, LeaseHolder<TRequest, TResult>> _workers = [];
    private readonly RoomIndex<LeaseHolder<TRequest, TResult>> _rooms = new();
    private readonly UsualTime _usual = new();
    private long _leases = firstLease;
    private int _reserved;

    public int Queued => _queue.Count + _suspects.Count;

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
        var pending = new PendingRequest<TRequest, TResult>(id, request, kind.Units(request), kind.TakesNewer(request) ? null : kind.Version(request), asker);
        _requests.Add(id, pending);
        pending.Place = _queue.AddLast(pending);
        return true;
    }

    /// <summary>
    /// A worker is there. Leases that should have reached it and that it does not hold go back to the queue. What it holds without a
    /// lease (an earlier dispatcher's, or one that came late) is its own from now on if it waits, and else to be revoked.
    /// </summary>
    /// <returns>Whether it is new, and what is to be revoked.</returns>
    public (bool IsNew, IReadOnlyList<string> Revoke) Hear(
        IActorRef worker, int capacity, int? version, long lastLease, IReadOnlyCollection<string> held, TimeSpan now)
    {
        var isNew = !_workers.TryGetValue(worker, out var holder);
        if (holder is null)
            _workers.Add(worker, holder = new LeaseHolder<TRequest, TResult>(worker));
        (holder.Capacity, holder.Version, holder.LastHeard) = (capacity, version, now);
        Refresh(holder);
        var lost = holder.Held.Values
            .Where(l => !held.Contains(l.Request.Id) && (l.Number <= lastLease || now - l.Since >= options.Acknowledge)).Reverse().ToList();
        foreach (var lease in lost)
            GiveBack(lease);
        return (isNew, [.. held.Where(id => !Owns(holder, id, now))]);
    }

    /// <summary>The next lease to hand out, or null if nothing waits or nobody has room.</summary>
    public (IActorRef Worker, long Number, TRequest Request)? Next(TimeSpan now)
    {
        foreach (var suspect in _suspects)
            if (FreeFor(suspect) is { } free)
                return HandOut(suspect, free, now);
        return _queue.First?.Value is { } first && _rooms.Ranked(first.Version, first.Missing).FirstOrDefault() is { } best
            ? HandOut(first, best, now)
            : null;
    }

    /// <summary>
    /// Second leases of what takes much longer than usual, to be handed out now that nothing waits. The first answer will win.
    /// </summary>
    public IReadOnlyList<(IActorRef Worker, long Number, TRequest Request)> Seconds(TimeSpan now)
    {
        if (Queued > 0 || _usual.TooLong is not { } tooLong)
            return [];
        var leases = new List<(IActorRef, long, TRequest)>();
        var stragglers = _requests.Values.Where(p => p is { IsSuspect: false, Leases: [var only] } && now - only.Since >= tooLong);
        foreach (var straggler in stragglers.OrderBy(p => p.Leases[0].Since).ToList())
            if (_rooms.Ranked(straggler.Version, straggler.Missing).FirstOrDefault(w => w != straggler.Leases[0].Holder) is { } second)
                leases.Add(HandOut(straggler, second, now));
        return leases;
    }

    /// <summary>Takes a result, whoever made it: the first of each unit counts.</summary>
    /// <returns>The request if it is complete now, and the workers that are still at it.</returns>
    public (PendingRequest<TRequest, TResult> Request, IReadOnlyList<IActorRef> StillAtIt)? Take(IActorRef worker, TResult result, TimeSpan now)
    {
        if (!_requests.TryGetValue(kind.RequestOf(result), out var pending))
            return null;
        var unit = kind.UnitOf(result);
        if (kind.Units(kind.Rest(pending.Request, u => u == unit)) == pending.Units)
            return null; // nobody asked for it
        pending.Results.TryAdd(unit, result);
        var lease = pending.LeaseOf(worker);
        if (lease is not null && lease.Deliver(unit))
        {
            lease.Holder.Owed--;
            Refresh(lease.Holder);
        }
        if (pending.Missing > 0)
            return null;
        if (lease is not null)
            _usual.Add(now - lease.Since);
        List<IActorRef> stillAtIt = [.. pending.Leases.Where(l => l.Owed > 0).Select(l => l.Holder.Worker)];
        Forget(pending);
        return (pending, stillAtIt);
    }

    /// <summary>A worker could not serve a request. Returns the request if it is quarantined now.</summary>
    public PendingRequest<TRequest, TResult>? Fail(IActorRef worker, string id, string reason)
    {
        if (!_requests.TryGetValue(id, out var pending) || pending.LeaseOf(worker) is not { } lease)
            return null;
        pending.AddFailure(worker, reason);
        Release(lease);
        foreach (var other in pending.Leases)
            Refresh(other.Holder);
        if (pending.Leases.Count > 0)
            return null;
        if (!IsHopeless(pending))
        {
            Enqueue(pending);
            return null;
        }
        Forget(pending);
        return pending;
    }

    /// <summary>A worker is gone; what nobody else holds goes back to the front of the queue. None of it is blamed.</summary>
    public void Remove(IActorRef worker)
    {
        if (!_workers.Remove(worker, out var holder))
            return;
        foreach (var lease in holder.Held.Values.Reverse().ToList())
            GiveBack(lease);
        if (holder.ReservedFor is { } suspect)
            Unreserve(suspect);
        _rooms.Remove(holder);
    }

    /// <summary>Workers that were silent for too long, with the requests that they hold.</summary>
    public IReadOnlyList<(IActorRef Worker, IReadOnlyList<string> Held)> Silent(TimeSpan now) =>
        [.. _workers.Values
            .Where(w => now - w.LastHeard >= options.Lease)
            .Select(w => (w.Worker, (IReadOnlyList<string>)[.. w.Held.Keys]))];

    /// <summary>A look at it, for people.</summary>
    /// <param name="now">The time.</param>
    /// <param name="nodeOf">Where a worker is, as <c>host:port</c>.</param>
    public WorkDescription Describe(TimeSpan now, Func<IActorRef, string> nodeOf) => new(
        kind.Name, Queued, _requests.Count - Queued,
        [.. _workers.Values.Select(w => new WorkerDescription(nodeOf(w.Worker), w.Capacity, w.Owed, w.Version, (now - w.LastHeard).TotalSeconds))
            .OrderBy(w => w.Node, StringComparer.Ordinal)]);

    private bool IsHopeless(PendingRequest<TRequest, TResult> pending) =>
        pending.FailedWorkers >= options.Failures || (pending.Failures.Count >= options.Failures && !HasFresh(pending));

    /// <summary>Whether there is a worker that the request has not failed on.</summary>
    private bool HasFresh(PendingRequest<TRequest, TResult> pending) => _workers.Keys.Any(w => !pending.FailedOn(w));

    /// <summary>False if somebody else has what the worker says that it holds. What nobody waits for is left to it.</summary>
    private bool Owns(LeaseHolder<TRequest, TResult> holder, string id, TimeSpan now)
    {
        if (!_requests.TryGetValue(id, out var pending) || holder.Held.ContainsKey(id))
            return true;
        if (pending.IsSuspect || pending.Leases.Count > 0)
            return false;
        Add(pending, holder, 0, now);
        return true;
    }

    /// <summary>An idle worker that a suspect may have; if there is none, one is kept from taking anything else.</summary>
    private LeaseHolder<TRequest, TResult>? FreeFor(PendingRequest<TRequest, TResult> suspect)
    {
        var hasFresh = HasFresh(suspect);
        bool IsAllowed(LeaseHolder<TRequest, TResult> worker) => worker.Capacity > 0 && (!hasFresh || !suspect.FailedOn(worker.Worker));
        if (suspect.Reserved is { } reserved && !IsAllowed(reserved))
            Unreserve(suspect);
        if (suspect.Reserved is { Held.Count: 0 })
            return suspect.Reserved;
        if (_rooms.Ranked(suspect.Version, int.MaxValue).FirstOrDefault(IsAllowed) is { } idle)
            return idle;
        if (suspect.Reserved is null && _reserved < Math.Max(1, _workers.Count / WorkersPerReserved))
            Reserve(suspect, _workers.Values.Where(w => w.ReservedFor is null && !w.HoldsSuspect && IsAllowed(w)).MinBy(w => w.Owed));
        return null;
    }

    private void Reserve(PendingRequest<TRequest, TResult> suspect, LeaseHolder<TRequest, TResult>? worker)
    {
        if (worker is null)
            return;
        (suspect.Reserved, worker.ReservedFor) = (worker, suspect);
        _reserved++;
        Refresh(worker);
    }

    private void Unreserve(PendingRequest<TRequest, TResult> suspect)
    {
        if (suspect.Reserved is not { } worker)
            return;
        (suspect.Reserved, worker.ReservedFor) = (null, null);
        _reserved--;
        Refresh(worker);
    }

    private (IActorRef Worker, long Number, TRequest Request) HandOut(
        PendingRequest<TRequest, TResult> pending, LeaseHolder<TRequest, TResult> holder, TimeSpan now)
    {
        var request = pending.Results.Count == 0 ? pending.Request : kind.Rest(pending.Request, pending.Results.ContainsKey);
        Add(pending, holder, ++_leases, now);
        return (holder.Worker, _leases, request);
    }

    private void Add(PendingRequest<TRequest, TResult> pending, LeaseHolder<TRequest, TResult> holder, long number, TimeSpan now)
    {
        Leave(pending);
        var lease = new HeldLease<TRequest, TResult>(pending, holder, number, now);
        pending.Leases.Add(lease);
        holder.Held.Add(pending.Id, lease);
        holder.Owed += lease.Owed;
        Refresh(holder);
    }

    private void GiveBack(HeldLease<TRequest, TResult> lease)
    {
        Release(lease);
        if (lease.Request.Leases.Count == 0)
            Enqueue(lease.Request);
    }

    private void Enqueue(PendingRequest<TRequest, TResult> pending) =>
        pending.Place = pending.IsSuspect ? _suspects.AddLast(pending) : _queue.AddFirst(pending);

    private void Forget(PendingRequest<TRequest, TResult> pending)
    {
        Leave(pending);
        foreach (var lease in pending.Leases.ToList())
            Release(lease);
        _requests.Remove(pending.Id);
    }

    /// <summary>It waits no longer.</summary>
    private void Leave(PendingRequest<TRequest, TResult> pending)
    {
        pending.Place?.List!.Remove(pending.Place);
        pending.Place = null;
        Unreserve(pending);
    }

    private void Release(HeldLease<TRequest, TResult> lease)
    {
        lease.Request.Leases.Remove(lease);
        lease.Holder.Held.Remove(lease.Request.Id);
        lease.Holder.Owed -= lease.Owed;
        Refresh(lease.Holder);
    }

    /// <summary>
    /// Tells the index what has changed of a worker. One that holds a suspect, or is kept for one, takes nothing else; one that is
    /// drained (it wants to hold nothing) takes nothing at all.
    /// </summary>
    private void Refresh(LeaseHolder<TRequest, TResult> holder)
    {
        if (holder.Capacity <= 0 || holder.ReservedFor is not null || holder.HoldsSuspect)
            _rooms.Remove(holder);
        else
            _rooms.Set(holder, holder.Version, holder.Capacity - holder.Owed, holder.Held.Count == 0);
    }
}
