using Akka.Actor;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;
using CsCheck;

namespace CritiqueCluster.Actors.Tests.Work;

/// <summary>Whatever workers do and messages suffer, each request is answered or given up, once.</summary>
public sealed class LeaseBookPropertyTests
{
    [Fact]
    public void Should_end_every_request_once_whatever_is_lost_late_or_dead() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000]).Array[0, 120].Sample(happenings =>
        {
            var world = new World();
            foreach (var (what, which) in happenings)
                world.Happen(what, which);
            world.Heal();
            Assert.Equal(world.Asked, world.Ended.Order());
        }, iter: 2_000);

    private sealed class World
    {
        private readonly LeaseBook<RolloutRequest, RolloutResult> _book =
            new(WorkKinds.Rollouts, new DispatcherOptions(QueueLimit: 1000, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(4)), firstLease: 1000);

        private readonly FakeWorker[] _workers = [.. Enumerable.Range(0, 4).Select(i => new FakeWorker(Samples.Ref($"worker-{i}")))];
        private readonly Queue<(FakeWorker To, long Number, RolloutRequest Request)> _late = new();
        private TimeSpan _now = TimeSpan.FromSeconds(100);

        public List<string> Asked { get; } = [];

        public List<string> Ended { get; } = [];

        public void Happen(int what, int which)
        {
            var worker = _workers[which % _workers.Length];
            switch (what)
            {
                case 0 or 1:
                    Asked.Add($"{Asked.Count:D4}");
                    _book.TryAdd(Samples.Rollout(Asked[^1]), ActorRefs.Nobody);
                    break;
                case 2:
                    Hear(worker);
                    break;
                case 3:
                    HandOut(which % 3);
                    break;
                case 4 or 5:
                    Work(worker, isLost: which % 7 == 0);
                    break;
                case 6 when which % 3 == 0 && worker.Held.Keys.FirstOrDefault() is { } id:
                    worker.Held.Remove(id);
                    Fail(worker, id);
                    break;
                case 7 when which % 3 == 0:
                    worker.Held.Clear();
                    worker.LastLease = 0;
                    _book.Remove(worker.Ref);
                    break;
                case 8:
                    if (_late.TryDequeue(out var late))
                        late.To.Receive(late.Number, late.Request);
                    break;
                default:
                    _now += TimeSpan.FromSeconds(which % 8);
                    foreach (var (to, number, request) in _book.Seconds(_now))
                        Of(to).Receive(number, request);
                    break;
            }
        }

        /// <summary>From now on nothing is lost and nobody dies.</summary>
        public void Heal()
        {
            for (var round = 0; round < 50 && Ended.Count < Asked.Count; round++)
            {
                _now += TimeSpan.FromSeconds(5);
                foreach (var (silent, held) in _book.Silent(_now))
                {
                    foreach (var id in held)
                        Fail(Of(silent), id);
                    _book.Remove(silent);
                }
                foreach (var worker in _workers)
                    Hear(worker);
                HandOut(0);
                foreach (var worker in _workers)
                    while (worker.Held.Count > 0)
                        Work(worker, isLost: false);
            }
        }

        private FakeWorker Of(IActorRef actor) => _workers.Single(w => w.Ref.Equals(actor));

        private void Hear(FakeWorker worker)
        {
            foreach (var id in _book.Hear(worker.Ref, 4, null, worker.LastLease, [.. worker.Held.Keys], _now).Revoke)
                worker.Held.Remove(id);
        }

        /// <param name="fate">0: leases arrive; 1: they are late; 2: they are lost.</param>
        private void HandOut(int fate)
        {
            while (_book.Next(_now) is var (actor, number, request))
                if (fate == 0)
                    Of(actor).Receive(number, request);
                else if (fate == 1)
                    _late.Enqueue((Of(actor), number, request));
        }

        private void Work(FakeWorker worker, bool isLost)
        {
            if (worker.Held.FirstOrDefault() is not { Key: { } id } first)
                return;
            var unit = first.Value.Dequeue();
            if (first.Value.Count == 0)
                worker.Held.Remove(id);
            if (isLost || _book.Take(worker.Ref, Samples.Result(id, unit), _now) is not var (done, stillAtIt))
                return;
            Ended.Add(done.Id);
            foreach (var other in stillAtIt)
                Of(other).Held.Remove(id);
        }

        private void Fail(FakeWorker worker, string id)
        {
            if (_book.Fail(worker.Ref, id, "x") is { } givenUp)
                Ended.Add(givenUp.Id);
        }
    }

    private sealed class FakeWorker(IActorRef actor)
    {
        public IActorRef Ref { get; } = actor;

        public long LastLease { get; set; }

        public SortedDictionary<string, Queue<int>> Held { get; } = new(StringComparer.Ordinal);

        public void Receive(long number, RolloutRequest request)
        {
            LastLease = Math.Max(LastLease, number);
            Held.TryAdd(request.Id, new Queue<int>(request.Attempts));
        }
    }
}
