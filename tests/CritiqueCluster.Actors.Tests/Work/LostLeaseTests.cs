using Akka.Actor;

namespace CritiqueCluster.Actors.Tests.Work;

/// <summary>Leases that get lost on the way, or come late, or were another dispatcher's.</summary>
public sealed class LostLeaseTests : LeaseBookFixture
{
    private readonly IActorRef _worker = Worker("worker");
    private readonly IActorRef _other = Worker("other");

    [Fact]
    public void Should_requeue_a_lease_that_its_worker_has_had_and_does_not_hold()
    {
        var number = Lease("a");
        Hear(_worker, lastLease: number - 1);
        Assert.Equal(0, Book.Queued);
        Hear(_worker, lastLease: number);
        Assert.Equal(1, Book.Queued);
    }

    [Fact]
    public void Should_requeue_a_last_lease_that_is_not_acknowledged_in_time()
    {
        var number = Lease("a");
        Now += Acknowledge - TimeSpan.FromSeconds(1);
        Hear(_worker, lastLease: number - 1);
        Assert.Equal(0, Book.Queued);
        Now += TimeSpan.FromSeconds(1);
        Hear(_worker, lastLease: number - 1);
        Assert.Equal(1, Book.Queued);
    }

    [Fact]
    public void Should_leave_a_lease_that_is_held_for_long()
    {
        var number = Lease("a");
        Now += Silence;
        Hear(_worker, lastLease: number, held: "a");
        Assert.Equal(0, Book.Queued);
    }

    [Fact]
    public void Should_leave_what_comes_late_to_its_worker_while_nobody_else_has_it()
    {
        Lose("a");
        Assert.Empty(Hear(_worker, lastLease: 2000, held: "a"));
        Assert.Equal(0, Book.Queued);
        Assert.Equal([], Take(_worker, "a", 0, 1));
    }

    [Fact]
    public void Should_revoke_what_comes_late_when_another_has_it()
    {
        Lose("a");
        Hear(_other);
        Assert.Equal((_other, "a"), Next());
        Assert.Equal(["a"], Hear(_worker, lastLease: 2000, held: "a"));
        Assert.Equal([], Take(_other, "a", 0, 1));
    }

    [Fact]
    public void Should_take_the_answer_of_a_lease_that_came_late_and_stop_the_other()
    {
        Lose("a");
        Hear(_other);
        Next();
        Assert.Equal([_other], Take(_worker, "a", 0, 1));
    }

    [Fact]
    public void Should_count_what_a_worker_has_from_an_earlier_dispatcher_against_its_credit()
    {
        Add("a", "b");
        Hear(_worker, capacity: 3, lastLease: 5, held: "a");
        Assert.Null(Next());
        Hear(_worker, capacity: 3, lastLease: 5); // its results went to the earlier one
        Assert.Equal(["a"], Drain());
    }

    [Fact]
    public void Should_not_leave_a_suspect_to_who_came_by_it_late()
    {
        Lose("a");
        Hear(_other);
        Book.Fail(Next()!.Value.Worker, "a", "x");
        Assert.Equal(["a"], Hear(_worker, lastLease: 2000, held: "a"));
    }

    [Fact]
    public void Should_leave_a_worker_what_nobody_waits_for() => Assert.Empty(Hear(_worker, held: "unknown"));

    private long Lease(string id)
    {
        Add(id);
        Hear(_worker);
        return Book.Next(Now)!.Value.Number;
    }

    /// <summary>A lease that is late: the worker has no room any more.</summary>
    private void Lose(string id)
    {
        var number = Lease(id);
        Now += Acknowledge;
        Hear(_worker, capacity: -8, lastLease: number - 1);
        Assert.Equal(1, Book.Queued);
        Book.Remove(_worker);
    }
}
