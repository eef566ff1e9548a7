using Akka.Actor;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Work;

/// <summary>A book of leases with a clock that stands until a test moves it. Requests have two units each.</summary>
public abstract class LeaseBookFixture
{
    private protected static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private protected static readonly TimeSpan Acknowledge = TimeSpan.FromSeconds(4);

    private protected IActorRef Asker { get; } = Samples.Ref("asker");

    private protected LeaseBook<RolloutRequest, RolloutResult> Book { get; } =
        new(WorkKinds.Rollouts, new DispatcherOptions(QueueLimit: 3, Silence, Acknowledge), firstLease: 1000);

    private protected TimeSpan Now { get; set; } = TimeSpan.FromSeconds(100);

    private protected static IActorRef Worker(string name) => Samples.Ref(name);

    private protected void Add(params string[] ids)
    {
        foreach (var id in ids)
            Assert.True(Book.TryAdd(Samples.Rollout(id), Asker));
    }

    private protected IReadOnlyList<string> Hear(IActorRef worker, int capacity = 8, int? version = null, long lastLease = 0, params string[] held) =>
        Book.Hear(worker, capacity, version, lastLease, held, Now).Revoke;

    private protected (IActorRef Worker, string Id)? Next() => Book.Next(Now) is var (worker, _, request) ? (worker, request.Id) : null;

    private protected List<string> Drain()
    {
        var ids = new List<string>();
        while (Next() is var (_, id))
            ids.Add(id);
        return ids;
    }

    /// <summary>Workers that are still at a request after its last unit came; null if it is not complete.</summary>
    private protected IReadOnlyList<IActorRef>? Take(IActorRef worker, string id, params int[] units)
    {
        IReadOnlyList<IActorRef>? done = null;
        foreach (var unit in units)
            done = Book.Take(worker, Samples.Result(id, unit), Now)?.StillAtIt;
        return done;
    }
}
