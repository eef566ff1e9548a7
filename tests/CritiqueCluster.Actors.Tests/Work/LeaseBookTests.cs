using Akka.Actor;
using CritiqueCluster.Actors.Tests.Fakes;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class LeaseBookTests : LeaseBookFixture
{
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
    public void Should_lease_nothing_to_a_worker_that_is_drained_though_it_is_empty()
    {
        Add("a");
        Hear(_worker, capacity: 0);
        Assert.Null(Next());
        Hear(_other);
        Assert.Equal(_other, Next()?.Worker);
    }

    [Fact]
    public void Should_keep_one_lease_for_a_request_that_is_asked_for_twice()
    {
        Add("a");
        Hear(_worker);
        Assert.NotNull(Next());
        var newer = Samples.Ref("newer");
        Assert.True(Book.TryAdd(Samples.Rollout("a"), newer));
        Assert.Null(Next());
        Assert.Null(Book.Take(_worker, Samples.Result("a", 0), Now));
        Assert.Equal(newer, Book.Take(_worker, Samples.Result("a", 1), Now)?.Request.Asker);
    }

    [Fact]
    public void Should_turn_away_what_does_not_fit_the_queue()
    {
        Add("a", "b", "c");
        Assert.False(Book.TryAdd(Samples.Rollout("d"), Asker));
        Assert.True(Book.TryAdd(Samples.Rollout("c"), Asker));
    }

    [Fact]
    public void Should_not_count_what_nobody_asked_for()
    {
        Add("a");
        Assert.Null(Book.Take(_worker, Samples.Result("a", 0), Now));
        Assert.Null(Book.Take(_worker, Samples.Result("a", 7), Now));
        Assert.Equal([0, 1], Book.Take(_worker, Samples.Result("a", 1), Now)!.Value.Request.Results.Keys);
    }

    [Fact]
    public void Should_count_a_result_that_arrives_twice_once()
    {
        Add("a");
        Assert.Null(Book.Take(_worker, Samples.Result("a", 0), Now));
        Assert.Null(Book.Take(_worker, Samples.Result("a", 0), Now));
        Assert.Equal([0, 1], Book.Take(_worker, Samples.Result("a", 1), Now)!.Value.Request.Results.Keys);
        Assert.Null(Book.Take(_worker, Samples.Result("a", 1), Now));
        Assert.Equal(0, Book.Queued);
    }

    [Fact]
    public void Should_give_what_a_lost_worker_held_to_another_without_blame()
    {
        Add("a", "b");
        Hear(_worker);
        Drain();
        for (var i = 0; i < 5; i++)
        {
            Book.Remove(_worker);
            Hear(_worker);
            Assert.Equal(["a", "b"], Drain());
        }
    }

    [Fact]
    public void Should_name_workers_that_fell_silent_and_what_they_hold()
    {
        Add("a");
        Hear(_worker);
        Next();
        Assert.Empty(Book.Silent(Now + Silence / 2));
        var (worker, held) = Assert.Single(Book.Silent(Now + Silence));
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
        Book.Take(_worker, Samples.Result("a", 1), Now);
        Assert.Equal(["b"], Drain());
    }

    [Fact]
    public void Should_count_a_unit_that_comes_twice_or_from_elsewhere_once()
    {
        Add("a", "b");
        Hear(_worker, capacity: 2);
        Assert.Equal(["a"], Drain());
        Book.Take(_worker, Samples.Result("a", 0), Now);
        Book.Take(_worker, Samples.Result("a", 0), Now);
        Book.Take(_other, Samples.Result("a", 0), Now);
        Assert.Empty(Drain());
    }

    [Fact]
    public void Should_ask_another_worker_only_for_what_has_not_come()
    {
        Add("a");
        Hear(_worker);
        Drain();
        Book.Take(_worker, Samples.Result("a", 0), Now);
        Book.Remove(_worker);
        Hear(_other, capacity: 1);
        Assert.Equal([1], Book.Next(Now)!.Value.Request.Attempts);
        Assert.Equal([0, 1], Book.Take(_other, Samples.Result("a", 1), Now)!.Value.Request.Results.Keys);
    }
}
