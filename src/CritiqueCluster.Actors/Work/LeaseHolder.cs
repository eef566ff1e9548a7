using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>A registered worker and what it holds.</summary>
internal sealed class LeaseHolder<TRequest, TResult>(IActorRef worker)
{
    public IActorRef Worker { get; } = worker;

    /// <summary>Units that it wants to hold at the same time.</summary>
    public int Capacity { get; set; }

    /// <summary>Step of the parameters that it has loaded; null if none.</summary>
    public int? Version { get; set; }

    public TimeSpan LastHeard { get; set; }

    /// <summary>By id of the request.</summary>
    public Dictionary<string, HeldLease<TRequest, TResult>> Held { get; } = [];

    /// <summary>Units that it was asked for and has not delivered.</summary>
    public int Owed { get; set; }

    /// <summary>The suspect that waits until it holds nothing.</summary>
    public PendingRequest<TRequest, TResult>? ReservedFor { get; set; }

    public bool HoldsSuspect => Held.Values.Any(lease => lease.Request.IsSuspect);
}

/// <summary>A request in the hands of a worker.</summary>
/// <param name="request">What.</param>
/// <param name="holder">Whose.</param>
/// <param name="number">Of the lease; 0 if the worker had it from an earlier dispatcher.</param>
/// <param name="since">When it was handed out.</param>
internal sealed class HeldLease<TRequest, TResult>(
    PendingRequest<TRequest, TResult> request, LeaseHolder<TRequest, TResult> holder, long number, TimeSpan since)
{
    private readonly HashSet<int> _delivered = [];
    private readonly int _asked = request.Missing;

    public PendingRequest<TRequest, TResult> Request { get; } = request;

    public LeaseHolder<TRequest, TResult> Holder { get; } = holder;

    public long Number { get; } = number;

    public TimeSpan Since { get; } = since;

    /// <summary>Units that the worker still owes.</summary>
    public int Owed => _asked - _delivered.Count;

    /// <summary>The worker has delivered a unit; false if it had before.</summary>
    public bool Deliver(int unit) => Owed > 0 && _delivered.Add(unit);
}
