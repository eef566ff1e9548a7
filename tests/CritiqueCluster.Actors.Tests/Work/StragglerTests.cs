using Akka.Actor;

namespace CritiqueCluster.Actors.Tests.Work;

/// <summary>A second lease of what takes much longer than usual.</summary>
public sealed class StragglerTests : LeaseBookFixture
{
    private readonly IActorRef _slow = Worker("slow");
    private readonly IActorRef _fast = Worker("fast");

    [Theory]
    [InlineData(0.1, 0.9, false)]
    [InlineData(0.1, 1, true)]
    [InlineData(2, 5.9, false)]
    [InlineData(2, 6, true)]
    public void Should_lease_what_takes_three_times_the_usual_and_a_second_at_least_to_another_too(double usual, double taken, bool again)
    {
        LearnWhatIsUsual(usual);
        LeaseToSlow("a");
        Hear(_fast);
        Now += TimeSpan.FromSeconds(taken);
        Assert.Equal(again ? [_fast] : [], Seconds());
        Assert.Empty(Seconds());
    }

    [Fact]
    public void Should_not_know_what_is_usual_before_ten_are_finished()
    {
        LearnWhatIsUsual(1, 9);
        LeaseToSlow("a");
        Hear(_fast);
        Now += TimeSpan.FromHours(1);
        Assert.Empty(Seconds());
    }

    [Fact]
    public void Should_lease_nothing_twice_while_something_waits()
    {
        LearnWhatIsUsual();
        LeaseToSlow("a");
        Now += TimeSpan.FromMinutes(1);
        Add("b");
        Hear(_fast, capacity: 1);
        Hear(_slow, capacity: 0, lastLease: 2000, held: "a");
        Assert.Empty(Seconds());
        Assert.Equal("b", Next()?.Id);
        Hear(_fast);
        Assert.Equal([_fast], Seconds());
    }

    [Fact]
    public void Should_not_lease_to_the_same_worker_again_or_to_one_without_room()
    {
        LearnWhatIsUsual();
        LeaseToSlow("a");
        Add("b");
        Hear(_fast, capacity: 3);
        Hear(_slow, capacity: 2, lastLease: 2000, held: "a");
        Assert.Equal((_fast, "b"), Next());
        Now += TimeSpan.FromMinutes(1);
        Assert.Empty(Seconds());
    }

    [Fact]
    public void Should_let_the_first_answer_win_and_name_who_is_still_at_it()
    {
        StartTwice();
        Assert.Equal([_slow], Take(_fast, "a", 0, 1));
        Assert.Null(Take(_slow, "a", 0, 1));
        Assert.Equal([], Hear(_slow, lastLease: 2000)); // nothing is lost, nothing waits
        Assert.Null(Next());
    }

    [Fact]
    public void Should_merge_what_both_make_and_ask_the_second_only_for_what_is_missing()
    {
        LearnWhatIsUsual();
        LeaseToSlow("a");
        Take(_slow, "a", 0);
        Hear(_fast);
        Now += TimeSpan.FromMinutes(1);
        Assert.Equal([1], Book.Seconds(Now).Single().Request.Attempts);
        Assert.Equal([_fast], Take(_slow, "a", 1));
    }

    [Fact]
    public void Should_give_the_loser_its_room_back()
    {
        StartTwice(capacity: 2);
        Take(_fast, "a", 0, 1);
        Add("b", "c");
        Assert.Equal(["b", "c"], Drain());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_go_on_with_one_when_the_other_dies_or_fails(bool fails)
    {
        StartTwice();
        if (fails)
            Assert.Null(Book.Fail(_slow, "a", "x"));
        else
            Book.Remove(_slow);
        Assert.Null(Next());
        Assert.Equal([], Take(_fast, "a", 0, 1));
    }

    [Fact]
    public void Should_wait_again_when_both_are_gone()
    {
        StartTwice();
        Book.Remove(_slow);
        Book.Remove(_fast);
        Hear(Worker("third"));
        Assert.Equal("a", Next()?.Id);
    }

    [Fact]
    public void Should_count_the_failures_of_both_and_ask_neither_while_there_is_a_third()
    {
        StartTwice();
        Assert.Null(Book.Fail(_slow, "a", "x"));
        Assert.Null(Book.Fail(_fast, "a", "y"));
        var third = Worker("third");
        Assert.Empty(Seconds());
        Hear(third);
        Assert.Equal((third, "a"), Next());
        Assert.Equal([_slow.Path, _fast.Path, third.Path], Book.Fail(third, "a", "z")!.Failures.Select(f => f.Worker));
    }

    private void StartTwice(int capacity = 8)
    {
        LearnWhatIsUsual();
        LeaseToSlow("a", capacity);
        Hear(_fast, capacity);
        Now += TimeSpan.FromMinutes(1);
        Assert.Equal([_fast], Seconds());
    }

    private void LearnWhatIsUsual(double seconds = 1, int requests = 10)
    {
        for (var i = 0; i < requests; i++)
        {
            LeaseToSlow($"usual-{i}");
            Now += TimeSpan.FromSeconds(seconds);
            Assert.Equal([], Take(_slow, $"usual-{i}", 0, 1));
        }
    }

    private void LeaseToSlow(string id, int capacity = 8)
    {
        Add(id);
        Hear(_slow, capacity);
        Assert.Equal((_slow, id), Next());
    }

    private List<IActorRef> Seconds() => [.. Book.Seconds(Now).Select(lease => lease.Worker)];
}
