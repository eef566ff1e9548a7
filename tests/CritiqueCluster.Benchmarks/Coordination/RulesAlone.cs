using Akka.Actor;

using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>The rules of leasing without messages: workers that deliver the oldest lease, unit by unit.</summary>
internal static class RulesAlone
{
    /// <returns>How many leases were handed out and answered.</returns>
    public static double Run(int workers, int slots, IReadOnlyList<Attempt> attempts, int requests)
    {
        var settings = new DispatcherOptions(QueueLimit: 10_000, TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        var book = new LeaseBook<RolloutRequest, RolloutResult>(WorkKinds.Rollouts, settings, 0);
        for (var i = 0; i < workers; i++)
            book.Hear(new Nobody(i), slots * 3 / 2, null, 0, [], TimeSpan.Zero);
        var held = new Queue<(IActorRef Worker, string Id)>();
        var request = new RolloutRequest(
            "", new Problem("a", "", "", "countdown"), new StreamKey(1, 0, "a"), [.. attempts.Select(a => a.Index)], null, new SamplingOptions(0.7, 1, 0, 1000), -1);
        for (var asked = 0; asked < requests || held.Count > 0;)
        {
            if (asked < requests)
                book.TryAdd(request with { Id = $"{asked++}" }, ActorRefs.Nobody);
            while (book.Next(TimeSpan.Zero) is var (worker, _, leased))
                held.Enqueue((worker, leased.Id));
            if (asked < requests && book.Queued == 0)
                continue;
            var (by, id) = held.Dequeue();
            foreach (var attempt in attempts)
                book.Take(by, new RolloutResult(id, attempt), TimeSpan.Zero);
        }
        return requests;
    }

    private sealed class Nobody(int number) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "benchmark")) / $"{number}";

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
