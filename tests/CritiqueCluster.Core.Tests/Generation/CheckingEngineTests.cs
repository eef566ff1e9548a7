using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Generation.Simulated;
using CritiqueCluster.Core.Tests.Problems.External;

namespace CritiqueCluster.Core.Tests.Generation;

public sealed class CheckingEngineTests : IDisposable
{
    /// <summary>A unit is finished by the next step.</summary>
    private static readonly SimulatedLoad Load = new(Seed: 1, Slots: 2, MeanTokens: 5, Spread: 0, TimeSpan.Zero, Right: 0);

    private readonly ShellChecker _program = new("""
        *'attempt 13"'*) exit 3 ;;
        *held*) while [ ! -e "$here/go" ]; do sleep 0.02; done; right ;;
        *'attempt 1"'*) wrong ;;
        """);

    public void Dispose() => _program.Dispose();

    [Fact]
    public void Should_give_out_every_attempt_with_its_verdict()
    {
        using var engine = Engine();
        engine.Submit(Request("a", 0, 1, 2));
        engine.Submit(Request("b", 12, 13, 14));
        var verdicts = Finish(engine).ToDictionary(r => (r.RequestId, r.Attempt.Index), r => r.Attempt.Verdict!);
        Assert.Equal([true, false, true, true, false, true], verdicts.OrderBy(v => v.Key).Select(v => v.Value.Right));
        Assert.Contains("exit code 3", verdicts[("b", 13)].Failure, StringComparison.Ordinal);
        Assert.All(verdicts.Where(v => v.Key.Index != 13), v => Assert.Null(v.Value.Failure));
        Assert.Equal((0, 0, 2), (engine.Active, engine.Waiting, engine.FreeSlots));
    }

    [Fact]
    public void Should_go_on_generating_while_verdicts_are_awaited_and_then_sleep()
    {
        using var engine = Engine();
        engine.Submit(Held("a", 10));
        for (var step = 0; step < 20; step++)
            Assert.Empty(engine.Step());
        Assert.Equal((10, 10, 2), (engine.Active, engine.Waiting, engine.FreeSlots));
        Assert.True(engine.Pause > TimeSpan.Zero);
        File.WriteAllText(_program["go"], "");
        Assert.Equal(10, Finish(engine).Count);
    }

    [Fact]
    public void Should_let_the_program_catch_up_when_very_many_attempts_wait()
    {
        using var engine = Engine();
        engine.Submit(Held("a", 200));
        for (var step = 0; step < 200; step++)
            Assert.Empty(engine.Step());
        Assert.InRange(engine.Waiting, 64, 64 + engine.Slots);
        Assert.Equal((200, 0), (engine.Active, engine.FreeSlots));
        Assert.True(engine.Pause > TimeSpan.Zero);
        File.WriteAllText(_program["go"], "");
        Assert.Equal(Enumerable.Range(0, 200), Finish(engine).Select(r => r.Attempt.Index).Order());
    }

    [Fact]
    public void Should_forget_what_is_cancelled_and_may_be_asked_for_again()
    {
        using var engine = Engine();
        engine.Submit(Held("a", 4));
        engine.Submit(Request("b", 0));
        for (var step = 0; step < 20; step++)
            engine.Step();
        engine.Cancel("a");
        engine.Cancel("no such request");
        Assert.Equal(1, engine.Active);
        engine.Submit(Held("a", 1));
        File.WriteAllText(_program["go"], "");
        Assert.Equal([("a", 0), ("b", 0)], Finish(engine).Select(r => (r.RequestId, r.Attempt.Index)).Order());
    }

    [Fact]
    public void Should_say_in_a_step_that_the_program_is_broken()
    {
        using var engine = new CheckingEngine(new SimulatedPolicy(Load, TimeProvider.System), ShellChecker.OptionsOf(["/bin/sh", "-c", "exit 5"]), _ => { });
        engine.Submit(Request("a", 0));
        var error = Assert.Throws<EnvironmentException>(() => Finish(engine));
        Assert.Contains("Problems.CheckerCommand (/bin/sh -c exit 5) cannot judge", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_start_no_program_before_there_is_something_to_judge()
    {
        using var engine = new CheckingEngine(new SimulatedPolicy(Load, TimeProvider.System), ShellChecker.OptionsOf(["/no/such/program"]), _ => { });
        Assert.Empty(engine.Step());
        Assert.Equal((0, TimeSpan.Zero), (engine.Active, engine.Pause));
    }

    private CheckingEngine Engine() => new(new SimulatedPolicy(Load, TimeProvider.System), _program.Options(), _program.Say);

    private static RolloutRequest Request(string id, params int[] attempts) => new(
        id, ShellChecker.Problem, new StreamKey(1, 0, id), attempts, null, new SamplingOptions(1, 1, 0, 10), 0);

    private static RolloutRequest Held(string id, int attempts) =>
        Request(id, [.. Enumerable.Range(0, attempts)]) with { Problem = ShellChecker.Problem with { Statement = "held" } };

    private static List<RolloutResult> Finish(CheckingEngine engine)
    {
        var results = new List<RolloutResult>();
        while (engine.Active > 0)
        {
            results.AddRange(engine.Step());
            Thread.Sleep(engine.Pause);
        }
        return results;
    }
}
