using Akka.Actor;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Actors.Tests.Runs;

/// <summary>What operators do to a run: nothing of it is lost or done twice.</summary>
public sealed class HeldRunTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly FakeRun _fake = new();
    private readonly ManualResetEventSlim _gate = new();
    private IHost _host = null!;

    public void Dispose()
    {
        _gate.Dispose();
        _fake.Dispose();
    }

    [Fact]
    public async Task Should_begin_nothing_while_it_is_paused_and_then_go_on()
    {
        await using var run = await StartAsync();
        var control = new ClusterControl(_host);
        Assert.Equal(RunHold.Paused, await control.HoldAsync(RunHold.Paused));
        _gate.Set();
        var status = await SettledAsync(control);
        Assert.Equal(RunHold.Paused, status.Progress!.Hold);
        Assert.Equal(["rollout", "critic"], status.Work.Select(work => work.Kind));
        Assert.False(run.Completion.IsCompleted);

        Assert.Equal(RunHold.None, await control.HoldAsync(RunHold.None));
        await run.Completion.WaitAsync(Limit);
        Assert.Equal([RunHold.Paused, RunHold.None], Entries().Select(e => e.Event).OfType<RunHeld>().Select(held => held.Hold));
        AssertWhole();
    }

    [Fact]
    public async Task Should_end_when_it_is_stopped_and_be_resumed()
    {
        await using (var run = await StartAsync())
        {
            Assert.Equal(RunHold.Stopped, await new ClusterControl(_host).HoldAsync(RunHold.Stopped));
            _gate.Set();
            await Assert.ThrowsAsync<RunStoppedException>(() => run.Completion.WaitAsync(Limit));
        }
        Assert.Equal(RunHold.Stopped, RunHistory.Of(Entries()).Hold);
        await using (var again = await StartAsync())
            await again.Completion.WaitAsync(Limit);
        Assert.Equal(RunHold.None, RunHistory.Of(Entries()).Hold);
        AssertWhole();
    }

    [Fact]
    public async Task Should_go_on_when_it_was_paused_and_is_started_where_nobody_could_let_it_go_on()
    {
        await using (await StartAsync())
        {
            await new ClusterControl(_host).HoldAsync(RunHold.Paused);
            _gate.Set();
        }
        await using (var again = await StartAsync())
            await again.Completion.WaitAsync(Limit);
        AssertWhole();
    }

    [Fact]
    public async Task Should_go_on_when_it_was_drained_and_is_started_again_before_its_leader_has_gone()
    {
        await using var run = await StartAsync();
        var leader = NodeHost.RunOf(_host);
        await leader.Ask<RunDrained>(new DrainRun(), Limit);
        _gate.Set();
        await leader.Ask<RunAccepted>(new StartRun(FakeRun.Spec()), Limit);
        await run.Completion.WaitAsync(Limit);
        AssertWhole();
    }

    [Fact]
    public async Task Should_not_drain_the_node_of_the_learner_nor_one_that_is_not_there()
    {
        await using var run = await StartAsync();
        _gate.Set();
        var control = new ClusterControl(_host);
        var self = Assert.Single((await control.StatusAsync()).Nodes);
        Assert.Equal(("up", true), (self.State, self.IsOldestCore));
        Assert.Contains("learner", (await Assert.ThrowsAsync<ConfigurationException>(() => control.DrainAsync(self.Address))).Message, StringComparison.Ordinal);
        Assert.Contains(self.Address, (await Assert.ThrowsAsync<ConfigurationException>(() => control.DrainAsync("10.0.0.1:1"))).Message, StringComparison.Ordinal);
        await run.Completion.WaitAsync(Limit);
    }

    /// <summary>Its engine does nothing before the gate is open.</summary>
    private Task<LocalRun> StartAsync() => _fake.StartAsync(
        FakeRun.Spec(),
        parts: _fake.Parts() with
        {
            Rollouts = () => new FakeRolloutEngine
            {
                Poison = _ =>
                {
                    _gate.Wait(Limit);
                    return false;
                },
            },
        },
        up: host => _host = host);

    private IEnumerable<JournalEntry> Entries() => new JournalReader(_fake.Folder).Entries();

    /// <summary>Waits until rollout workers hold nothing and nothing more is written.</summary>
    private async Task<ClusterStatus> SettledAsync(ClusterControl control)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var before = -1; ; await Task.Delay(500, limit.Token))
        {
            var (status, now) = (await control.StatusAsync(), Entries().Count());
            if (now == before && status.Work is [{ Leased: 0 }, ..])
                return status;
            before = now;
        }
    }

    private void AssertWhole()
    {
        Assert.True(RunHistory.Of(Entries()).Completed);
        Assert.Equal(["0", "1"], FakeLearner.Folds(_fake.Folder));
        var completed = ExplorationFold.Completed(Entries()).Select(e => e.Record.Id).ToList();
        Assert.Equal((36, 36), (completed.Count, completed.Distinct().Count()));
    }
}
