using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Runs;

public sealed class StreamBoardTests
{
    private static readonly StreamState First = StreamState.Of(FakeRun.Stream(batch: 2, staleness: 1, tasks: 9))!;

    [Fact]
    public void Should_open_explorations_in_order_within_the_window()
    {
        var board = new StreamBoard(First);
        Assert.Equal(["0/t/train-005", Id(1), Id(2)], board.Fill(3).Select(m => m.Exploration));
        Assert.Empty(board.Fill(3));
        Assert.Null(board.Take(Report(Id(1), completed: true)));
        Assert.Equal([Id(3)], board.Fill(3).Select(m => m.Exploration));
        Assert.Equal((1, 4), (board.Done, board.Total));
        Assert.Equal(new[] { Id(0), Id(2), Id(3) }.Order(), board.Again().Select(m => m.Exploration).Order());
    }

    [Fact]
    public void Should_give_each_its_own_budget_and_close_it_when_that_is_spent()
    {
        var board = new StreamBoard(First);
        board.Fill(4);
        var granted = Assert.IsType<GrantTokens>(board.Take(Report(Id(0), spent: 60)));
        Assert.Equal((Id(0), 1), (granted.Exploration, granted.Grant.Round));
        Assert.IsType<EndExploration>(board.Take(Report(Id(1), spent: 160)));
        Assert.IsType<EndExploration>(board.Take(Report(Id(0), round: 2, spent: 100))); // two rounds are all
        Assert.Null(board.Take(Report(Id(0), round: 1, spent: 60))); // late
        Assert.Null(board.Take(Report("7/t/unknown")));
    }

    [Fact]
    public void Should_take_what_was_completed_in_the_order_in_which_it_was_heard_of()
    {
        var board = new StreamBoard(First);
        board.Fill(4);
        Assert.Null(board.Next(0));
        board.Take(Report(Id(3), completed: true));
        Assert.Null(board.Next(0));
        board.Take(Report(Id(0), completed: true));
        board.Take(Report(Id(0), completed: true));
        Assert.Equal([Id(3), Id(0)], board.Next(0)!.Explorations);
    }

    [Fact]
    public void Should_wait_for_what_would_become_too_old()
    {
        var board = new StreamBoard(First);
        board.Fill(4);
        board.Take(Report(Id(2), completed: true));
        board.Take(Report(Id(3), completed: true));
        var state = Taken(First, board);
        board.Enter(state);
        Assert.Equal([Id(4), Id(5)], board.Fill(10).Select(m => m.Exploration));
        board.Take(Report(Id(4), completed: true, oldest: 1));
        board.Take(Report(Id(5), completed: true, oldest: 1));
        Assert.Null(board.Next(1)); // 0 and 1 are under way with the base's tokens, and task 1 is their last
        board.Take(Report(Id(0), completed: true, oldest: 1)); // which it turns out not to have
        board.Take(Report(Id(1), completed: true));
        Assert.Equal([Id(4), Id(1)], board.Next(1)!.Explorations);
    }

    [Fact]
    public void Should_not_believe_that_what_is_under_way_has_only_new_tokens()
    {
        var board = new StreamBoard(First);
        board.Fill(4);
        board.Take(Report(Id(2), completed: true));
        board.Take(Report(Id(3), completed: true));
        board.Enter(Taken(First, board));
        board.Fill(10);
        board.Take(Report(Id(4), completed: true, oldest: 1));
        board.Take(Report(Id(5), completed: true, oldest: 1));
        board.Take(Report(Id(0), oldest: 1)); // its next round may still be sampled by the base
        board.Take(Report(Id(1), oldest: 1));
        Assert.Null(board.Next(1));
    }

    [Fact]
    public void Should_forget_what_was_taken()
    {
        var board = new StreamBoard(First);
        board.Fill(4);
        board.Take(Report(Id(0), completed: true));
        board.Take(Report(Id(1), completed: true));
        board.Enter(Taken(First, board));
        Assert.Equal((0, 4), (board.Done, board.Total));
        Assert.Empty(board.Reports);
        Assert.Null(board.Take(Report(Id(0), completed: true)));
        Assert.Null(board.Next(1));
    }

    /// <summary>The state after task 0 has taken what the board gives it, and learned it.</summary>
    private static StreamState Taken(StreamState state, StreamBoard board) => state.Take(board.Next(0)!).Published(1);

    private static string Id(int n) => First.Published(5).SpecOf(n).Id;

    private static ExplorationReport Report(string id, int round = 0, bool completed = false, int spent = 40, int? oldest = null) => new(
        id, round, completed, new ExplorationSummary(id, "p", round, 4, spent, 0, 0, 0, 0, 3, 3, 1, 0), 1, oldest);
}
