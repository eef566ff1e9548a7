using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Tests.Runs;

public sealed class StreamStateTests
{
    [Theory]
    [InlineData(2, 3, "e-1 stream take 0 learn 0 stream take 1 learn 1 e1 completed")]
    [InlineData(2, 0, "stream take 0 learn 0 stream take 1 learn 1 completed")]
    [InlineData(0, 3, "e-1 completed")]
    [InlineData(0, 0, "completed")]
    public void Should_measure_before_the_stream_and_after_it(int tasks, int heldOut, string expected)
    {
        var state = RunState.Empty.Apply(new RunStarted(FakeRun.Stream(heldOut: heldOut, tasks: tasks)));
        var walked = new List<string>();
        while (!state.Completed)
            state = Next(state, walked);
        Assert.Equal(expected, string.Join(' ', [.. walked, "completed"]));
        Assert.Empty(state.Stream!.Untaken);
    }

    [Fact]
    public void Should_admit_by_the_versions_that_there_are_and_forget_what_was_taken()
    {
        var stream = StreamState.Of(FakeRun.Stream(batch: 5, staleness: 1, tasks: 5))!;
        Assert.Equal(10, stream.Admitted);
        var batch = stream.Untaken.Where(e => e.Value is 1 or 3 or 5 or 7 or 9).Select(e => e.Key).ToList();
        stream = stream.Take(new BatchTaken(0, batch));
        Assert.Equal([0L, 2, 4, 6, 8], stream.Untaken.Values.Order());
        stream = stream.Published(1);
        Assert.Equal([0L, 2, 4, 6, 8, 10, 11, 12, 13, 14], stream.Untaken.Values.Order());
        Assert.Equal(25, stream.Published(20).Admitted);
    }

    [Fact]
    public void Should_say_what_an_exploration_explores_the_same_whenever_it_is_asked()
    {
        var stream = StreamState.Of(FakeRun.Stream(batch: 5, staleness: 1, tasks: 5))!;
        var early = stream.Published(3).SpecOf(12);
        Assert.Equal(early, stream.Published(5).SpecOf(12));
        Assert.Equal((2, 1, PartialAttempts.CarryOver), (early.Iteration, early.PolicyVersion, early.Partial));
        Assert.Equal(ExplorationSpec.IdOf(2, ExplorationPurpose.Training, early.Problem.Id), early.Id);
        Assert.Contains(early.Id, stream.Published(3).Untaken.Keys);
    }

    [Theory]
    [InlineData(CriticTraining.Off, 0)]
    [InlineData(CriticTraining.TwoStage, 1)]
    public void Should_have_a_critic_that_learns_as_new_as_the_policy(CriticTraining train, int version)
    {
        var spec = FakeRun.Stream(batch: 5, staleness: 1, tasks: 5);
        spec = spec with { Critic = new ParameterVersion("critic", 0, "sha256:critic"), Recipe = spec.Recipe with { Critic = spec.Recipe.Critic with { Train = train } } };
        Assert.Equal((1, version), (StreamState.Of(spec)!.SpecOf(12).PolicyVersion, StreamState.Of(spec)!.SpecOf(12).CriticVersion));
    }

    [Fact]
    public void Should_have_no_stream_in_a_run_that_goes_in_iterations() => Assert.Null(StreamState.Of(FakeRun.Spec()));

    private static RunState Next(RunState state, List<string> walked)
    {
        if (state.NextBetweenStages() is { } next)
            return state.Apply(next);
        if (state.Stage is { } stage)
        {
            walked.Add($"e{stage.Iteration}");
            return state.Apply(new StageClosed(stage.Iteration, stage.Purpose));
        }
        Assert.True(state.IsStreaming);
        if (state.Learning is { } task)
        {
            walked.Add($"learn {task}");
            return state.Apply(new IterationLearned(task, new ParameterVersion("policy", task + 1, "sha256:x")));
        }
        walked.AddRange(["stream", $"take {state.Versions.Count}"]);
        return state.Apply(new BatchTaken(state.Versions.Count, [.. state.Stream!.Untaken.OrderBy(e => e.Value).Take(5).Select(e => e.Key)]));
    }
}
