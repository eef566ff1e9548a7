using System.Collections.Concurrent;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class PostgresRunTests(PrivatePostgres server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Should_go_from_open_to_finish()
    {
        var journal = server.NewJournal("fake");
        using var fake = new FakeRun();
        await using (var run = await fake.StartAsync(FakeRun.Spec(), journal: journal))
            await run.Completion.WaitAsync(Limit);
        Assert.True(RunHistory.Of(new JournalReader(journal).Entries()).Completed);
        Assert.Equal(2 * 12 + 3 * 4, ExplorationFold.Completed(new JournalReader(journal).Entries()).Count());
        Assert.Equal(["0", "1"], FakeLearner.Folds(fake.Folder));
    }

    [SkippableFact]
    public async Task Should_wait_for_a_server_that_goes_away_and_lose_nothing()
    {
        var journal = server.NewJournal("fake");
        using var fake = new FakeRun();
        var notes = new ConcurrentQueue<string>();
        var parts = fake.Parts() with { OnNote = notes.Enqueue };
        var stopped = new TaskCompletionSource();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 40), progress => { if (progress is { Iteration: 0, Done: > 3 }) stopped.TrySetResult(); }, parts, journal: journal))
        {
            await stopped.Task.WaitAsync(Limit);
            server.Stop();
            await NoticedAsync(notes);
            Assert.False(run.Completion.IsCompleted);
            server.Start();
            await run.Completion.WaitAsync(Limit);
        }
        Assert.Contains(notes, note => note.Contains("does not answer", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("answers again", StringComparison.Ordinal));
        var explorations = ExplorationFold.Completed(new JournalReader(journal).Entries()).Select(e => e.Record.Id).ToList();
        Assert.Equal(2 * 40 + 3 * 4, explorations.Count);
        Assert.Equal(explorations.Count, explorations.Distinct().Count());
        Assert.Equal(["0", "1"], FakeLearner.Folds(fake.Folder));
    }

    private static async Task NoticedAsync(ConcurrentQueue<string> notes)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!notes.Any(note => note.Contains("does not answer", StringComparison.Ordinal)))
            await Task.Delay(20, limit.Token);
    }
}
