using Akka.Actor;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class LeaseBookTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly LeaseBook<RolloutRequest, RolloutResult> _book =
        new(WorkKinds.Rollouts, new DispatcherOptions(QueueLimit: 3, Silence), firstLease: 1000);

    private readonly IActorRef _asker = Samples.Ref("asker");
    private readonly IActorRef _worker = Samples.Ref("worker");
    private readonly IActorRef _other = Samples.Ref("other");

    [Fact]
    public void Should_lease_in_the_order_of_asking_within_the_credit()
    {
        Add("a", "b", "c");
        Hear(_worker, capacity: 4);
        Assert.Equal("a", Next()?.Id);
        Assert.Equal("b", Next()?.Id);
        Assert.Null(Next());
    }

    [Fact]
    public void Should_lease_a_request_larger_than_the_credit_to_an_empty_worker()
    {
        Add("a");
        Hear(_worker, capacity: 1);
        Assert.Equal("a", Next()?.Id);
    }

    [Fact]
    public void Should_keep_one_lease_for_a_request_that_is_asked_for_twice()
    {
        Add("a");
        Hear(_worker);
        Assert.NotNull(Next());
        var newer = Samples.Ref("newer");
        Assert.True(_book.TryAdd(Samples.Rollout("a"), newer));
        Assert.Null(Next());
        Assert.Null(_book.Take(_worker, Samples.Result("a", 0)));
        Assert.Equal(newer, _book.Take(_worker, Samples.Result("a", 1))?.Asker);
    }

    [Fact]
    public void Should_turn_away_what_does_not_fit_the_queue()
    {
        Add("a", "b", "c");
        Assert.False(_book.TryAdd(Samples.Rollout("d"), _asker));
        Assert.True(_book.TryAdd(Samples.Rollout("c"), _asker));
    }

    [Fact]
    public void Should_count_a_result_that_arrives_twice_once()
    {
        Add("a");
        Assert.Null(_book.Take(_worker, Samples.Result("a", 0)));
        Assert.Null(_book.Take(_worker, Samples.Result("a", 0)));
        Assert.Equal([0, 1], _book.Take(_worker, Samples.Result("a", 1))!.Results.Keys);
        Assert.Null(_book.Take(_worker, Samples.Result("a", 1)));
        Assert.Equal(0, _book.Queued);
    }

    [Fact]
    public void Should_give_what_a_lost_worker_held_to_another_without_blame()
    {
        Add("a", "b");
        Hear(_worker);
        Drain();
        for (var i = 0; i < 5; i++)
        {
            _book.Remove(_worker);
            Hear(_worker);
            Assert.Equal(["a", "b"], Drain());
        }
    }

    [Fact]
    public void Should_requeue_a_lease_that_never_reached_its_worker()
    {
        Add("a");
        Hear(_worker);
        var lease = _book.Next()!.Value;
        _book.Hear(_worker, 8, null, lease.Number - 1, [], Start);
        Assert.Equal(0, _book.Queued);
        _book.Hear(_worker, 8, null, lease.Number, [], Start);
        Assert.Equal(1, _book.Queued);
    }

    [Fact]
    public void Should_give_up_after_three_failures_and_say_why()
    {
        Add("a");
        Hear(_worker);
        foreach (var reason in (string[])["x", "y"])
        {
            Assert.Equal("a", Next()?.Id);
            Assert.Null(_book.Fail(_worker, "a", reason));
        }
        Assert.Equal("a", Next()?.Id);
        Assert.Equal(["x", "y", "z"], _book.Fail(_worker, "a", "z")!.Failures);
        Assert.Null(Next());
    }

    [Fact]
    public void Should_ignore_a_failure_told_by_somebody_without_the_lease()
    {
        Add("a");
        Hear(_worker);
        Next();
        for (var i = 0; i < 5; i++)
            Assert.Null(_book.Fail(_other, "a", "not mine"));
    }

    [Fact]
    public void Should_lease_a_request_that_failed_before_alone()
    {
        Add("a", "b");
        Hear(_worker);
        Drain();
        _book.Fail(_worker, "a", "x");
        Assert.Null(Next());
        _book.Take(_worker, Samples.Result("b", 0));
        _book.Take(_worker, Samples.Result("b", 1));
        Add("c");
        Assert.Equal(["a"], Drain());
        _book.Take(_worker, Samples.Result("a", 0));
        _book.Take(_worker, Samples.Result("a", 1));
        Assert.Equal(["c"], Drain());
    }

    [Fact]
    public void Should_name_workers_that_fell_silent_and_what_they_hold()
    {
        Add("a");
        Hear(_worker);
        Next();
        Assert.Empty(_book.Silent(Start + Silence / 2));
        var (worker, held) = Assert.Single(_book.Silent(Start + Silence));
        Assert.Equal(_worker, worker);
        Assert.Equal(["a"], held);
    }

    [Fact]
    public void Should_prefer_a_worker_that_has_the_parameters_loaded()
    {
        Add("a");
        Hear(_worker, capacity: 20, version: 3);
        Hear(_other, capacity: 4, version: 0);
        Assert.Equal(_other, Next()?.Worker);
    }

    [Fact]
    public void Should_lease_more_as_units_come_and_not_only_when_requests_are_complete()
    {
        Add("a", "b");
        Hear(_worker, capacity: 3);
        Assert.Equal(["a"], Drain());
        _book.Take(_worker, Samples.Result("a", 1));
        Assert.Equal(["b"], Drain());
    }

    [Fact]
    public void Should_count_a_unit_that_comes_twice_or_from_elsewhere_once()
    {
        Add("a", "b");
        Hear(_worker, capacity: 2);
        Assert.Equal(["a"], Drain());
        _book.Take(_worker, Samples.Result("a", 0));
        _book.Take(_worker, Samples.Result("a", 0));
        _book.Take(_other, Samples.Result("a", 0));
        Assert.Empty(Drain());
    }

    [Fact]
    public void Should_ask_another_worker_only_for_what_has_not_come()
    {
        Add("a");
        Hear(_worker);
        Drain();
        _book.Take(_worker, Samples.Result("a", 0));
        _book.Remove(_worker);
        Hear(_other, capacity: 1);
        Assert.Equal([1], _book.Next()!.Value.Request.Attempts);
        Assert.Equal([0, 1], _book.Take(_other, Samples.Result("a", 1))!.Results.Keys);
    }

    private void Add(params string[] ids)
    {
        foreach (var id in ids)
            Assert.True(_book.TryAdd(Samples.Rollout(id), _asker));
    }

    private void Hear(IActorRef worker, int capacity = 8, int? version = null) =>
        _book.Hear(worker, capacity, version, 0, [], Start);

    private (IActorRef Worker, string Id)? Next() => _book.Next() is var (worker, _, request) ? (worker, request.Id) : null;

    private List<string> Drain()
    {
        var ids = new List<string>();
        while (Next() is var (_, id))
            ids.Add(id);
        return ids;
    }
}
