using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>A request that is waited for.</summary>
internal sealed class PendingRequest<TRequest, TResult>(string id, TRequest request, int units, int? version, IActorRef asker)
{
    private readonly List<(ActorPath Worker, string Reason)> _failures = [];

    public string Id { get; } = id;

    public TRequest Request { get; } = request;

    /// <summary>How many units it asks for.</summary>
    public int Units { get; } = units;

    /// <summary>Step of the parameters that it needs; null where newer ones will do, and whoever has room takes it.</summary>
    public int? Version { get; } = version;

    public IActorRef Asker { get; set; } = asker;

    /// <summary>What has come, by unit.</summary>
    public SortedDictionary<int, TResult> Results { get; } = [];

    /// <summary>Units that have not come yet.</summary>
    public int Missing => Units - Results.Count;

    /// <summary>Where it waits; null while it is under lease.</summary>
    public LinkedListNode<PendingRequest<TRequest, TResult>>? Place { get; set; }

    /// <summary>None while it waits; two if a straggler was leased to a second worker.</summary>
    public List<HeldLease<TRequest, TResult>> Leases { get; } = [];

    /// <summary>The worker that takes nothing new, so that this suspect can have it alone.</summary>
    public LeaseHolder<TRequest, TResult>? Reserved { get; set; }

    /// <summary>Where and why it failed, each failure with the worker's path.</summary>
    public IReadOnlyList<(ActorPath Worker, string Reason)> Failures => _failures;

    /// <summary>It has failed before.</summary>
    public bool IsSuspect => _failures.Count > 0;

    /// <summary>Workers that it has failed on. One that was started again in its old place is the same.</summary>
    public int FailedWorkers => _failures.Select(f => f.Worker).Distinct().Count();

    public bool FailedOn(IActorRef worker) => _failures.Exists(f => f.Worker.Equals(worker.Path));

    public void AddFailure(IActorRef worker, string reason) => _failures.Add((worker.Path, reason));

    public HeldLease<TRequest, TResult>? LeaseOf(IActorRef worker) => Leases.Find(lease => lease.Holder.Worker.Equals(worker));
}
