using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Training;

namespace CritiqueCluster.Node.Tests.Training;

public sealed class ProgressTests
{
    private static readonly RunProgress Exploring = new(
        "tiny", RunPhase.Exploring, 1, 2, 412, 900, 1000, 413, 300, 31_000, 0.621, 0, null, RunUsage.None);

    [Fact]
    public void Should_say_where_the_run_stands_in_one_line() => Assert.Equal(
        "2/3 exploring  412/900 round 2  31,204 tokens/s  pass 41.3 %  entropy 0.62  2:31 left",
        ProgressText.Line(Exploring, 3, 31_204, 151));

    [Fact]
    public void Should_count_quarantined_explorations() => Assert.EndsWith(
        "entropy 0.62  14 quarantined", ProgressText.Line(Exploring with { Quarantined = 14 }, 3, null, null), StringComparison.Ordinal);

    [Fact]
    public void Should_leave_out_what_is_not_known() => Assert.Equal(
        "base evaluating  0/200",
        ProgressText.Line(Exploring with { Phase = RunPhase.Evaluating, Iteration = -1, Round = 0, Done = 0, Total = 200, Attempts = 0, Entropy = null }, 3, null, null));

    [Fact]
    public void Should_tell_learning_by_steps() => Assert.Equal(
        "1/3 learning  12/40 steps  loss 0.250",
        ProgressText.Line(Exploring with { Phase = RunPhase.Learning, Iteration = 0, Learning = new LearningAdvanced(0, 12, 40, 0.25) }, 3, null, null));

    [Fact]
    public void Should_tell_of_a_stream_what_is_learned_and_what_is_explored() => Assert.Equal(
        "2/3 streaming  12/40 steps  loss 0.250  412/900  9 tokens/s  pass 41.3 %  entropy 0.62",
        ProgressText.Line(Exploring with { Phase = RunPhase.Streaming, Round = 0, Learning = new LearningAdvanced(1, 12, 40, 0.25) }, 3, 9, null));

    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(3725, "1:02:05")]
    public void Should_write_durations(double seconds, string expected) => Assert.Equal(expected, ProgressText.Duration(seconds));

    [Fact]
    public void Should_guess_the_time_left_of_a_stream()
    {
        var left = new TimeLeft(3, evaluates: true);
        left.Update(RunPhase.Evaluating, -1, 0, 0);
        Assert.Null(left.Update(RunPhase.Streaming, 0, 0, 10)); // how long a batch takes is not known yet
        // A batch takes 20, an evaluation 10; 5 of the second batch are over.
        left.Update(RunPhase.Streaming, 1, 0, 30);
        Close.Equal(15 + 20 + 10, left.Update(RunPhase.Streaming, 1, 0, 35), Tolerance.Double);
        left.Update(RunPhase.Streaming, 2, 0, 50);
        left.Update(RunPhase.Evaluating, 2, 0, 70);
        Close.Equal(5, left.Update(RunPhase.Evaluating, 2, 0.5, 75), Tolerance.Double);
    }

    [Fact]
    public void Should_guess_the_time_left_once_every_phase_was_seen()
    {
        var left = new TimeLeft(2, evaluates: true);
        left.Update(RunPhase.Evaluating, -1, 0, 0);
        Assert.Null(left.Update(RunPhase.Exploring, 0, 0, 10));
        Assert.Null(left.Update(RunPhase.Learning, 0, 0, 30));
        // Half of an evaluation that takes 10, then exploring 20, learning 5, evaluating 10.
        left.Update(RunPhase.Evaluating, 0, 0, 35);
        Close.Equal(5 + 20 + 5 + 10, left.Update(RunPhase.Evaluating, 0, 0.5, 40), Tolerance.Double);
        left.Update(RunPhase.Exploring, 1, 0, 45);
        left.Update(RunPhase.Learning, 1, 0, 65);
        left.Update(RunPhase.Evaluating, 1, 0, 70);
        Close.Equal(0, left.Update(RunPhase.Evaluating, 1, 1, 80), Tolerance.Double);
    }
}
