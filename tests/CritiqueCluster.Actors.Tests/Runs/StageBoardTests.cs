using System.Collections.Immutable;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Runs;

public sealed class StageBoardTests
{
    private static readonly Stage First = new(
        0, ExplorationPurpose.Training, 0, ImmutableDictionary<string, GrantRound>.Empty, Closing: false);

    private static readonly GrantRound Grant = new(1, 80, 25, 15, 12);

    [Fact]
    public void Should_open_explorations_within_the_window_and_go_on_as_they_report()
    {
        var board = Board(First, 3);
        Assert.Equal(["0", "1"], board.Fill(2).Select(m => m.Exploration));
        Assert.Empty(board.Fill(2));
        Assert.Null(board.Take(Report("1", 0)));
        Assert.Equal(["2"], board.Fill(2).Select(m => m.Exploration));
        Assert.Equal((1, 3), (board.Done, board.Total));
    }

    [Fact]
    public void Should_send_again_to_those_that_have_not_reported()
    {
        var board = Board(First, 2);
        board.Fill(10);
        board.Take(Report("0", 0));
        Assert.Equal("1", Assert.IsType<Explore>(Assert.Single(board.Again())).Exploration);
    }

    [Fact]
    public void Should_give_a_round_only_to_those_with_a_grant_and_wait_for_them()
    {
        var board = Board(First, 2);
        board.Fill(10);
        board.Take(Report("0", 0));
        board.Take(Report("1", 0));
        board.Enter(First with { Round = 1, Grants = First.Grants.Add("1", Grant) });
        Assert.Equal(new GrantTokens("1", Grant), Assert.Single(board.Fill(10)));
        Assert.Equal(1, board.Done);
        Assert.Null(board.Take(Report("1", 1)));
        Assert.Equal(2, board.Done);
    }

    [Fact]
    public void Should_ask_everybody_where_they_stand_after_a_restart_within_a_round()
    {
        var board = Board(First with { Round = 1, Grants = First.Grants.Add("1", Grant) }, 2);
        Assert.All(board.Fill(10), m => Assert.IsType<Explore>(m));
        Assert.Null(board.Take(Report("0", 0)));
        Assert.Equal(new GrantTokens("1", Grant), board.Take(Report("1", 0)));
        Assert.Equal(1, board.Done);
        Assert.Null(board.Take(Report("1", 1)));
        Assert.Equal(2, board.Done);
    }

    [Fact]
    public void Should_close_each_exploration_and_wait_until_it_says_so()
    {
        var board = Board(First with { Closing = true }, 1);
        board.Fill(10);
        Assert.IsType<EndExploration>(board.Take(Report("0", 0)));
        Assert.Equal(0, board.Done);
        Assert.Null(board.Take(Report("0", 0, completed: true)));
        Assert.Equal(1, board.Done);
    }

    [Fact]
    public void Should_not_be_set_back_by_an_old_report()
    {
        var board = Board(First, 1);
        board.Fill(10);
        board.Take(Report("0", 0));
        board.Enter(First with { Round = 1, Grants = First.Grants.Add("0", Grant) });
        board.Fill(10);
        board.Take(Report("0", 1));
        Assert.Null(board.Take(Report("0", 0)));
        Assert.Equal(1, Assert.Single(board.Reports).Round);
    }

    [Fact]
    public void Should_ignore_explorations_of_another_stage()
    {
        var board = Board(First, 1);
        board.Fill(10);
        Assert.Null(board.Take(Report("elsewhere", 0)));
        Assert.Empty(board.Reports);
    }

    private static StageBoard Board(Stage stage, int explorations) =>
        new(stage, [.. Enumerable.Range(0, explorations).Select(i => Samples.Spec with { Id = $"{i}" })]);

    private static ExplorationReport Report(string id, int round, bool completed = false) =>
        new(id, round, completed, Samples.Summary with { Id = id, Round = round }, 0);
}
