using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>A request that is waited for.</summary>
internal sealed class PendingRequest<TRequest, TResult>(string id, TRequest request, int units, int version, IActorRef asker)
{
    public string Id { get; } = id;

    public TRequest Request { get; } = request;

    /// <summary>How many units it asks for.</summary>
    public int Units { get; } = units;

    /// <summary>Step of the parameters that it needs.</summary>
    public int Version { get; } = version;

    public IActorRef Asker { get; set; } = asker;

    /// <summary>What has come, by unit.</summary>
    public SortedDictionary<int, TResult> Results { get; } = [];

    /// <summary>Units that have not come yet.</summary>
    public int Missing => Units - Results.Count;

    /// <summary>Where it waits; null while it is under lease.</summary>
    public LinkedListNode<PendingRequest<TRequest, TResult>>? Place { get; set; }

    public HeldLease<TRequest, TResult>? Lease { get; set; }

    public List<string> Failures { get; } = [];
}
