using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>A registered worker and what it holds.</summary>
internal sealed class LeaseHolder<TRequest, TResult>(IActorRef worker)
{
    public IActorRef Worker { get; } = worker;

    public int Capacity { get; set; }

    public int? Version { get; set; }

    public TimeSpan LastHeard { get; set; }

    /// <summary>By id of the request.</summary>
    public Dictionary<string, HeldLease<TRequest, TResult>> Held { get; } = [];

    /// <summary>Units that it was asked for and has not delivered.</summary>
    public int Owed { get; set; }

    public int Room => Capacity - Owed;
}

/// <summary>A request in the hands of a worker.</summary>
/// <param name="request">What.</param>
/// <param name="holder">Whose.</param>
/// <param name="number">Of the lease.</param>
internal sealed class HeldLease<TRequest, TResult>(PendingRequest<TRequest, TResult> request, LeaseHolder<TRequest, TResult> holder, long number)
{
    private readonly HashSet<int> _delivered = [];
    private readonly int _asked = request.Missing;

    public PendingRequest<TRequest, TResult> Request { get; } = request;

    public LeaseHolder<TRequest, TResult> Holder { get; } = holder;

    public long Number { get; } = number;

    /// <summary>Units that the worker still owes.</summary>
    public int Owed => _asked - _delivered.Count;

    /// <summary>The worker has delivered a unit; false if it had before.</summary>
    public bool Deliver(int unit) => Owed > 0 && _delivered.Add(unit);
}
