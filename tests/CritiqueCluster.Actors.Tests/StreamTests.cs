using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests;

/// <summary>Whole runs with fake engines that explore and learn side by side.</summary>
public sealed class StreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Once with every message serialized, once with the settings that people run.</summary>
    [Theory]
    [InlineData(StrictConfig.Text, 5, 1)]
    [InlineData("", 5, 1)]
    [InlineData("", 3, 4)]
    [InlineData("", 12, 0)]
    public async Task Should_stream_from_open_to_finish_within_the_bound(string overrides, int batch, int staleness)
    {
        using var fake = new FakeRun();
        var spec = FakeRun.Stream(batch: batch, staleness: staleness);
        var seen = new List<RunProgress>();
        await using (var run = await fake.StartAsync(spec, seen.Add, overrides: overrides))
            await run.Completion.WaitAsync(Limit);

        ShouldBeWhole(fake, spec);
        Assert.Contains(seen, p => p.Phase == RunPhase.Streaming);
        Assert.Equal(RunPhase.Completed, seen[^1].Phase);
        Assert.DoesNotContain(TestLog.Lines(fake.Folder), l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Should_come_out_the_same_again_where_no_token_may_be_stale()
    {
        var spec = FakeRun.Stream(tasks: 3, staleness: 0);
        var hashes = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var fake = new FakeRun();
            await using (var run = await fake.StartAsync(spec, overrides: ""))
                await run.Completion.WaitAsync(Limit);
            hashes.Add(string.Join(' ', RunHistory.Of(new JournalReader(fake.Folder).Entries()).Published.Select(p => p.Version.Hash)));
        }
        Assert.Equal(hashes[0], hashes[1]);
    }

    [Theory]
    [InlineData(3, 11, 2, 7, 17, 1, 13, 4)]
    [InlineData(12, 9, 9, 6, 12, 3, 3, 3, 20, 2)]
    public async Task Should_lose_and_repeat_nothing_however_often_it_is_killed(params int[] lives)
    {
        using var fake = new FakeRun();
        var spec = FakeRun.Stream(tasks: 6);
        var deaths = 0;
        foreach (var steps in lives)
            deaths += await fake.LiveAsync(spec, steps, Limit) ? 1 : 0;
        await using (var run = await fake.StartAsync(spec, overrides: ""))
            await run.Completion.WaitAsync(Limit);

        Assert.True(deaths >= 4, $"only {deaths} processes died before the run was done");
        ShouldBeWhole(fake, spec);
    }

    /// <summary>What the journal says: every task has its batch, no exploration is in two, none is left, and no token is too old.</summary>
    private static void ShouldBeWhole(FakeRun fake, RunSpec spec)
    {
        var (streaming, tasks) = (spec.Recipe.Streaming, spec.Recipe.Iterations);
        var entries = new JournalReader(fake.Folder).Entries().ToList();
        var history = RunHistory.Of(entries);
        Assert.True(history.Completed);
        Assert.Equal(Enumerable.Range(0, tasks), history.Published.Select(p => p.Iteration));
        Assert.Equal(Enumerable.Range(0, tasks).Select(task => $"{task}"), FakeLearner.Folds(fake.Folder));

        var explored = ExplorationFold.Completed(entries).ToDictionary(e => e.Record.Id, e => e.Record);
        var batches = entries.Select(e => e.Event).OfType<BatchTaken>().ToList();
        Assert.Equal(Enumerable.Range(0, tasks), batches.Select(b => b.Iteration));
        Assert.All(batches, b => Assert.Equal(streaming.Batch, b.Explorations.Count));
        var taken = batches.SelectMany(b => b.Explorations).ToList();
        Assert.Equal(taken.Count, taken.Distinct().Count());
        Assert.Equal(taken.Order(), explored.Values.Where(e => e.Purpose == ExplorationPurpose.Training).Select(e => e.Id).Order());
        foreach (var batch in batches)
            Assert.All(batch.Explorations.SelectMany(id => explored[id].Attempts),
                a => Assert.InRange(a.Attempt.OldestVersion, batch.Iteration - streaming.Staleness, int.MaxValue));
        ShouldBeAdmittedByTheRule(entries, spec);
        Assert.Equal([-1, tasks - 1], explored.Values.Where(e => e.Purpose == ExplorationPurpose.Evaluation).Select(e => e.Iteration).Distinct().Order());

        var fold = new TrainingFold();
        Assert.Equal(history.Published.Select(p => p.JournalPosition), entries.Select(fold.Add).OfType<Core.Learning.LearningTask>().Select(t => t.JournalPosition));
    }

    /// <summary>In the journal's order: what has begun when so many versions were known.</summary>
    private static void ShouldBeAdmittedByTheRule(IEnumerable<JournalEntry> entries, RunSpec spec)
    {
        var state = RunState.Empty;
        foreach (var entry in entries)
        {
            if (entry.Event is IRunEvent happened)
                state = state.Apply(happened);
            else if (entry.Event is ExplorationOpened { Spec.Purpose: ExplorationPurpose.Training } opened)
                Assert.True(opened.Spec.Iteration <= state.Versions.Count + spec.Recipe.Streaming.Staleness);
        }
    }
}
