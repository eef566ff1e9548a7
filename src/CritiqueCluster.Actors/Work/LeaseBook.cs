using System.Globalization;
using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Work;

/// <summary>How a dispatcher treats its queue and its workers.</summary>
/// <param name="QueueLimit">Requests that may wait; more are turned away.</param>
/// <param name="Lease">A worker silent for this long loses its leases.</param>
/// <param name="Failures">After this many failures a request is given up.</param>
public sealed record DispatcherOptions(int QueueLimit, TimeSpan Lease, int Failures = 3) : INoSerializationVerificationNeeded;

/// <summary>A request that is waited for.</summary>
internal sealed class PendingRequest<TRequest, TResult>(string id, TRequest request, IActorRef asker)
{
    public string Id { get; } = id;
    public TRequest Request { get; } = request;
    public IActorRef Asker { get; set; } = asker;
    public LeaseHolder<TRequest, TResult>? Holder { get; set; }
    public long LeaseNumber { get; set; }
    public List<string> Failures { get; } = [];
    public SortedDictionary<int, TResult> Results { get; } = [];
}

/// <summary>A registered worker and what it holds.</summary>
internal sealed class LeaseHolder<TRequest, TResult>(IActorRef worker)
{
    public IActorRef Worker { get; } = worker;
    public int Capacity { get; set; }
    public int? Version { get; set; }
    public TimeSpan LastHeard { get; set; }
    public Dictionary<string, PendingRequest<TRequest, TResult>> Held { get; } = [];
    public int Units { get; set; }
}

/// <summary>
/// The rules of leasing, without actors or clock: first in, first out; one lease per request; a request that failed before is
/// leased alone, so that one poisonous request cannot spoil its neighbours' tries. Time is whatever the caller says it is.
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
        var pending = new PendingRequest<TRequest, TResult>(id, request, asker);
        _requests.Add(id, pending);
        _queue.AddLast(pending);
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
        var lost = holder.Held.Values.Where(p => p.LeaseNumber <= lastLease && !held.Contains(p.Id)).ToList();
        foreach (var pending in lost)
            Requeue(pending);
        return isNew;
    }

    /// <summary>The next lease to hand out, or null if nothing waits or nobody has room.</summary>
    public (IActorRef Worker, long Number, TRequest Request)? Next()
    {
        if (_queue.First?.Value is not { } pending || BestFor(pending) is not { } holder)
            return null;
        _queue.RemoveFirst();
        pending.Holder = holder;
        pending.LeaseNumber = ++_leases;
        holder.Held.Add(pending.Id, pending);
        holder.Units += kind.Units(pending.Request);
        return (holder.Worker, pending.LeaseNumber, pending.Request);
    }

    /// <summary>Takes a result, whoever made it: it is the same from every worker. Returns the request if it is complete now.</summary>
    public PendingRequest<TRequest, TResult>? Take(TResult result)
    {
        if (!_requests.TryGetValue(kind.RequestOf(result), out var pending))
            return null;
        pending.Results[kind.UnitOf(result)] = result;
        if (pending.Results.Count < kind.Units(pending.Request))
            return null;
        Forget(pending);
        return pending;
    }

    /// <summary>A worker could not serve a request. Returns the request if it is given up now.</summary>
    public PendingRequest<TRequest, TResult>? Fail(IActorRef worker, string id, string reason)
    {
        if (!_requests.TryGetValue(id, out var pending) || !Equals(pending.Holder?.Worker, worker))
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
        foreach (var pending in holder.Held.Values.Reverse().ToList())
            Requeue(pending);
    }

    /// <summary>Workers that were silent for too long, with the requests that they hold.</summary>
    public IReadOnlyList<(IActorRef Worker, IReadOnlyList<string> Held)> Silent(TimeSpan now) =>
        [.. _workers.Values
            .Where(w => now - w.LastHeard >= options.Lease)
            .Select(w => (w.Worker, (IReadOnlyList<string>)[.. w.Held.Keys]))];

    /// <summary>A look at it, for people.</summary>
    /// <param name="now">The time.</param>
    /// <param name="here">Where workers of this process are.</param>
    public WorkDescription Describe(TimeSpan now, Address here) => new(
        kind.Name, _queue.Count, _requests.Count - _queue.Count,
        [.. _workers.Values.Select(w => new WorkerDescription(NodeOf(w.Worker.Path.Address.Host is null ? here : w.Worker.Path.Address), w.Capacity, w.Units, w.Version, (now - w.LastHeard).TotalSeconds))
            .OrderBy(w => w.Node, StringComparer.Ordinal)]);

    private static string NodeOf(Address address) => string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    private LeaseHolder<TRequest, TResult>? BestFor(PendingRequest<TRequest, TResult> pending)
    {
        var units = kind.Units(pending.Request);
        var version = kind.Version(pending.Request);
        var alone = pending.Failures.Count > 0;
        return _workers.Values
            .Where(w => w.Capacity > 0 && (w.Held.Count == 0 || (!alone && w.Units + units <= w.Capacity && !HoldsSuspect(w))))
            .OrderByDescending(w => w.Version == version)
            .ThenByDescending(w => w.Capacity - w.Units)
            .FirstOrDefault();
    }

    private static bool HoldsSuspect(LeaseHolder<TRequest, TResult> holder) =>
        holder.Held.Count == 1 && holder.Held.Values.First().Failures.Count > 0;

    private void Requeue(PendingRequest<TRequest, TResult> pending)
    {
        Release(pending);
        _queue.AddFirst(pending);
    }

    private void Forget(PendingRequest<TRequest, TResult> pending)
    {
        if (pending.Holder is null)
            _queue.Remove(pending);
        Release(pending);
        _requests.Remove(pending.Id);
    }

    private void Release(PendingRequest<TRequest, TResult> pending)
    {
        if (pending.Holder is not { } holder)
            return;
        holder.Held.Remove(pending.Id);
        holder.Units -= kind.Units(pending.Request);
        pending.Holder = null;
    }
}
