using Akka.Actor;

namespace CritiqueCluster.Actors.Tests.Work;

/// <summary>What becomes of a request that fails.</summary>
public sealed class QuarantineTests : LeaseBookFixture
{
    private readonly IActorRef[] _workers = [.. "abcdefghij".Select(c => Worker($"worker-{c}"))];

    [Fact]
    public void Should_give_up_after_failures_on_three_different_workers_and_say_where_and_why()
    {
        Add("a");
        Enter(5);
        var failed = new List<IActorRef>();
        for (var i = 0; i < 2; i++)
        {
            failed.Add(Next()!.Value.Worker);
            Assert.Null(Book.Fail(failed[^1], "a", $"reason {i}"));
        }
        failed.Add(Next()!.Value.Worker);
        var givenUp = Book.Fail(failed[^1], "a", "reason 2")!;
        Assert.Equal(3, failed.Distinct().Count());
        Assert.Equal(failed.Select((worker, i) => (worker.Path, $"reason {i}")), givenUp.Failures);
        Assert.Null(Next());
    }

    [Fact]
    public void Should_give_up_after_three_failures_where_fewer_workers_are_there()
    {
        Add("a");
        Enter(2);
        for (var i = 0; i < 2; i++)
            Assert.Null(Book.Fail(Next()!.Value.Worker, "a", "x"));
        Assert.NotNull(Book.Fail(Next()!.Value.Worker, "a", "x"));
    }

    [Fact]
    public void Should_go_on_to_workers_that_came_after_the_failures()
    {
        Add("a");
        Enter(1);
        for (var i = 0; i < 2; i++)
            Assert.Null(Book.Fail(Next()!.Value.Worker, "a", "x"));
        Enter(3);
        Assert.Null(Book.Fail(Next()!.Value.Worker, "a", "x"));
        Assert.NotNull(Book.Fail(Next()!.Value.Worker, "a", "x"));
    }

    [Fact]
    public void Should_take_a_worker_that_was_started_again_in_its_place_for_the_same()
    {
        Add("a");
        Enter(3);
        var failed = Next()!.Value.Worker;
        Book.Fail(failed, "a", "x");
        Book.Remove(failed);
        Hear(Worker(failed.Path.Name), capacity: 100);
        Assert.NotEqual(failed.Path, Next()!.Value.Worker.Path);
    }

    [Fact]
    public void Should_ignore_a_failure_told_by_somebody_without_the_lease()
    {
        Add("a");
        Enter(1);
        Next();
        for (var i = 0; i < 5; i++)
            Assert.Null(Book.Fail(_workers[1], "a", "not mine"));
    }

    [Fact]
    public void Should_lease_a_request_that_failed_before_alone()
    {
        Add("a", "b");
        Enter(1);
        Drain();
        Book.Fail(_workers[0], "a", "x");
        Assert.Null(Next());
        Take(_workers[0], "b", 0, 1);
        Add("c");
        Assert.Equal(["a"], Drain());
        Take(_workers[0], "a", 0, 1);
        Assert.Equal(["c"], Drain());
    }

    [Fact]
    public void Should_keep_one_worker_free_for_a_suspect_while_the_others_go_on()
    {
        Add("a", "b", "c");
        Enter(3, capacity: 2);
        Drain();
        Book.Fail(_workers[0], "a", "x");
        Hear(_workers[0], capacity: 1);
        Add("d", "e");
        Hear(_workers[1], capacity: 4);
        Hear(_workers[2], capacity: 4);
        Assert.Equal(["d", "e"], Drain()); // to the failed one, which is idle, and to one of the others
        var kept = Book.Silent(Now + Silence).Single(w => w.Held is ["b"] or ["c"]);
        Take(kept.Worker, kept.Held[0], 0, 1);
        Assert.Equal((kept.Worker, "a"), Next());
    }

    [Fact]
    public void Should_keep_one_of_eight_workers_free_and_not_two()
    {
        for (var i = 0; i < 8; i++)
        {
            Add($"{i}");
            Hear(_workers[i], capacity: 2);
            Assert.Equal((_workers[i], $"{i}"), Next());
        }
        Book.Fail(_workers[0], "0", "x");
        Hear(_workers[0], capacity: 0);
        Book.Fail(_workers[1], "1", "x");
        Hear(_workers[1], capacity: 0);
        Assert.Null(Next()); // both wait for a worker
        for (var i = 2; i < 8; i++)
            Hear(_workers[i], capacity: 4);
        Add("a", "b", "c");
        var taken = Drain();
        Add("d", "e");
        taken.AddRange(Drain());
        Assert.Equal(["a", "b", "c", "d", "e"], taken); // five of the six go on
    }

    [Fact]
    public void Should_wait_for_a_worker_that_it_has_not_failed_on()
    {
        Add("a", "b");
        Enter(2, capacity: 2);
        Drain();
        Book.Fail(_workers[0], "a", "x");
        Assert.Null(Next());
        Book.Remove(_workers[1]);
        Assert.Equal((_workers[0], "a"), Next());
    }

    private void Enter(int workers, int capacity = 8)
    {
        foreach (var worker in _workers.Take(workers))
            Hear(worker, capacity);
    }
}
