using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests;

public sealed class LocalRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Once with every message serialized, once with the settings that people run.</summary>
    [Theory]
    [InlineData(StrictConfig.Text)]
    [InlineData("")]
    public async Task Should_go_from_open_to_finish_and_leave_a_readable_journal(string overrides)
    {
        using var fake = new FakeRun();
        var seen = new List<RunProgress>();
        await using (var run = await fake.StartAsync(FakeRun.Spec(), seen.Add, overrides: overrides))
            await run.Completion.WaitAsync(Limit);

        var reader = new JournalReader(fake.Folder);
        var history = RunHistory.Of(reader.Entries());
        Assert.True(history.Completed);
        Assert.True(history.Usage.Elapsed > 0);
        Assert.Equal([0, 1], history.Published.Select(p => p.Iteration));
        Assert.Equal(["0", "1"], FakeLearner.Folds(fake.Folder));
        var explorations = ExplorationFold.Completed(reader.Entries()).ToList();
        Assert.Equal(2 * 12, explorations.Count(e => e.Record.Purpose == ExplorationPurpose.Training));
        Assert.Equal(3 * 4, explorations.Count(e => e.Record.Purpose == ExplorationPurpose.Evaluation));
        Assert.Contains(explorations, e => e.Record.Attempts.Any(a => a.Attempt.Source != AttemptSource.Sampled));
        Assert.All(explorations, e => Assert.All(e.Record.Attempts, a => Assert.Equal(e.Record.PolicyVersion, a.Attempt.PolicyVersion)));
        Assert.Equal(RunPhase.Completed, seen[^1].Phase);
        var log = new FileInfo(SqliteJournal.FileIn(fake.Folder) + "-wal");
        Assert.True(!log.Exists || log.Length == 0, "the journal is one file when the run is over");
        Assert.DoesNotContain(TestLog.Lines(fake.Folder), l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_drain_on_cancellation_and_go_on_when_started_again()
    {
        using var fake = new FakeRun();
        using var cancel = new CancellationTokenSource();
        await using (var run = await fake.StartAsync(
            FakeRun.Spec(), p => { if (p.Phase == RunPhase.Exploring) cancel.Cancel(); }, cancellation: cancel.Token))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion.WaitAsync(Limit));
        var before = RunHistory.Of(new JournalReader(fake.Folder).Entries());
        Assert.False(before.Completed);
        Assert.True(before.Usage.Elapsed > 0);

        await using (var run = await fake.StartAsync(FakeRun.Spec()))
            await run.Completion.WaitAsync(Limit);
        Assert.Equal(["0", "1"], FakeLearner.Folds(fake.Folder));
    }

    [Fact]
    public async Task Should_refuse_a_folder_that_is_in_use_and_one_with_another_run()
    {
        using var fake = new FakeRun();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 2, heldOut: 0, iterations: 1)))
        {
            await Assert.ThrowsAsync<EnvironmentException>(() => fake.StartAsync(FakeRun.Spec()));
            await run.Completion.WaitAsync(Limit);
        }
        var refused = await Assert.ThrowsAsync<ConfigurationException>(() => fake.StartAsync(FakeRun.Spec(problems: 3, heldOut: 0, iterations: 1)));
        Assert.Contains("training problems", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_end_with_the_reason_when_a_model_does_not_load()
    {
        using var fake = new FakeRun();
        var parts = fake.Parts() with { Rollouts = () => throw new ConfigurationException("the model has no tensors") };
        var failed = await Assert.ThrowsAsync<ConfigurationException>(async () =>
        {
            await using var run = await fake.StartAsync(FakeRun.Spec(), parts: parts);
            await run.Completion.WaitAsync(Limit);
        });
        Assert.Equal("the model has no tensors", failed.Message);
    }

    [Fact]
    public async Task Should_finish_without_a_request_that_no_worker_can_serve()
    {
        using var fake = new FakeRun();
        const string Poisonous = "0/t/train-001/r0/a";
        var parts = fake.Parts() with { Rollouts = () => new FakeRolloutEngine { Poison = id => id == Poisonous } };
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 4, heldOut: 0, iterations: 1), parts: parts))
            await run.Completion.WaitAsync(Limit);
        var explorations = ExplorationFold.Completed(new JournalReader(fake.Folder).Entries()).ToList();
        Assert.Equal(4, explorations.Count);
        var quarantined = Assert.Single(explorations, e => e.Record.Quarantined.Count > 0);
        Assert.Equal(Poisonous, Assert.Single(quarantined.Record.Quarantined).RequestId);
    }
}
