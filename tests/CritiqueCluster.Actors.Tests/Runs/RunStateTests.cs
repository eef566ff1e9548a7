using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Runs;

public sealed class RunStateTests
{
    [Fact]
    public void Should_measure_the_base_then_explore_learn_and_measure_each_iteration()
    {
        Assert.Equal(["e-1 v0", "t0 v0", "learn 0", "e0 v1", "t1 v1", "learn 1", "e1 v2", "completed"], Walk(iterations: 2, heldOut: 3));
    }

    [Fact]
    public void Should_only_explore_and_learn_when_nothing_is_held_out()
    {
        Assert.Equal(["t0 v0", "learn 0", "t1 v1", "learn 1", "completed"], Walk(iterations: 2, heldOut: 0));
    }

    [Fact]
    public void Should_only_measure_the_base_when_there_are_no_iterations()
    {
        Assert.Equal(["e-1 v0", "completed"], Walk(iterations: 0, heldOut: 3));
    }

    [Fact]
    public void Should_do_nothing_before_the_start() => Assert.Null(RunState.Empty.NextBetweenStages());

    [Fact]
    public void Should_keep_a_rounds_grants_until_the_next_round()
    {
        var grant = new GrantRound(1, 80, 25, 15, 12);
        var state = Fold(
            new RunStarted(FakeRun.Spec()), new StageOpened(0, ExplorationPurpose.Training),
            new RoundGranted(0, 1, [new BudgetGrant("0/t/a", grant)]));
        Assert.Equal(grant, state.Stage!.Grants["0/t/a"]);
        Assert.Equal(1, state.Stage.Round);
        state = state.Apply(new RoundGranted(0, 2, [new BudgetGrant("0/t/b", grant)]));
        Assert.Equal(["0/t/b"], state.Stage!.Grants.Keys);
    }

    [Fact]
    public void Should_add_up_the_time_of_all_processes()
    {
        var usage = new Actors.Messages.RunUsage(1, 2, 3, 10, 4, 5, 6);
        var state = Fold(new RunStarted(FakeRun.Spec()), new UsageRecorded(usage), new UsageRecorded(usage));
        Assert.Equal(20, state.Usage.Elapsed);
        Assert.Equal(8, state.Usage.Other);
    }

    private static RunState Fold(params IRunEvent[] events) => events.Aggregate(RunState.Empty, (s, e) => s.Apply(e));

    private static List<string> Walk(int iterations, int heldOut)
    {
        var state = Fold(new RunStarted(FakeRun.Spec(heldOut: heldOut, iterations: iterations)));
        var walked = new List<string>();
        while (!state.Completed)
        {
            state = state.NextBetweenStages() is { } next ? state.Apply(next) : Finish(state);
            if (state.Stage is { } stage)
                walked.Add($"{(stage.Purpose == ExplorationPurpose.Training ? 't' : 'e')}{stage.Iteration} v{stage.PolicyVersion}");
            else if (state.Learning is { } iteration)
                walked.Add($"learn {iteration}");
        }
        return [.. walked, "completed"];
    }

    private static RunState Finish(RunState state) => state.Stage is { } stage
        ? state.Apply(new StageClosed(stage.Iteration, stage.Purpose))
        : FinishLearning(state, state.Learning!.Value);

    private static RunState FinishLearning(RunState state, int iteration)
    {
        var learned = state.Apply(new IterationLearned(iteration, new ParameterVersion("policy", iteration + 1, "sha256:x")));
        var next = learned.NextBetweenStages()!;
        return learned.Apply(next);
    }
}
