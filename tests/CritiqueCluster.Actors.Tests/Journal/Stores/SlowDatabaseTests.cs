using System.Collections.Concurrent;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

/// <summary>A database behind a network that is slow, or not there for a while.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class SlowDatabaseTests(PrivatePostgres server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Should_finish_on_a_database_that_is_slow()
    {
        var direct = server.NewJournal("fake");
        using var proxy = new DelayingProxy(server.Port, TimeSpan.FromMilliseconds(50));
        using var fake = new FakeRun();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 6, heldOut: 2, iterations: 1), journal: proxy.To(direct)))
            await run.Completion.WaitAsync(Limit);
        AssertWhole(direct, explorations: 6 + 2 * 2, fake, "0");
    }

    [SkippableFact]
    public async Task Should_go_on_after_a_cut_in_the_middle()
    {
        var direct = server.NewJournal("fake");
        using var proxy = new DelayingProxy(server.Port, TimeSpan.FromMilliseconds(5));
        using var fake = new FakeRun();
        var notes = new ConcurrentQueue<string>();
        var exploring = new TaskCompletionSource();
        await using (var run = await fake.StartAsync(
            FakeRun.Spec(problems: 40, iterations: 1), progress => { if (progress is { Iteration: 0, Done: > 3 }) exploring.TrySetResult(); },
            fake.Parts() with { OnNote = notes.Enqueue }, journal: proxy.To(direct)))
        {
            await exploring.Task.WaitAsync(Limit);
            await AwayAsync(proxy, notes);
            await run.Completion.WaitAsync(Limit);
        }
        AssertWhole(direct, explorations: 40 + 2 * 4, fake, "0");
    }

    [SkippableTheory]
    [InlineData("the learner reads", "min(ordering_id)")]
    [InlineData("a write is about to be committed", "COMMIT")]
    public async Task Should_go_on_after_a_cut_while(string what, string text)
    {
        Assert.NotEmpty(what);
        var direct = server.NewJournal("fake");
        using var proxy = new DelayingProxy(server.Port);
        using var fake = new FakeRun();
        var notes = new ConcurrentQueue<string>();
        await using (var run = await fake.StartAsync(
            FakeRun.Spec(iterations: 1), parts: fake.Parts() with { OnNote = notes.Enqueue }, journal: proxy.To(direct)))
        {
            await proxy.CutBefore(sent => sent.Contains(text, StringComparison.Ordinal)).WaitAsync(Limit);
            await AwayAsync(proxy, notes);
            await run.Completion.WaitAsync(Limit);
        }
        AssertWhole(direct, explorations: 12 + 2 * 4, fake, "0");
    }

    [SkippableFact]
    public async Task Should_start_a_run_whose_first_write_met_a_cut()
    {
        var direct = server.NewJournal("fake");
        using var proxy = new DelayingProxy(server.Port);
        using var fake = new FakeRun();
        var notes = new ConcurrentQueue<string>();
        var cut = proxy.CutBefore(sent => sent.Contains("INSERT INTO", StringComparison.Ordinal));
        var starting = fake.StartAsync(FakeRun.Spec(problems: 3, iterations: 1), parts: fake.Parts() with { OnNote = notes.Enqueue }, journal: proxy.To(direct));
        await cut.WaitAsync(Limit);
        await SaidAsync(notes, "does not answer");
        proxy.Heal();
        await using (var run = await starting)
            await run.Completion.WaitAsync(Limit);
        AssertWhole(direct, explorations: 3 + 2 * 4, fake, "0");
    }

    [SkippableFact]
    public async Task Should_take_up_what_another_write_of_its_own_left_behind()
    {
        var journal = server.NewJournal("fake");
        using var fake = new FakeRun();
        var exploring = new TaskCompletionSource();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 40, iterations: 1), progress => { if (progress.Done > 3) exploring.TrySetResult(); }, journal: journal))
        {
            await exploring.Task.WaitAsync(Limit);
            long last;
            using (var connection = journal.Open())
                last = (long)Sql.Scalar(connection, "SELECT max(sequence_number) FROM journal WHERE persistence_id = 'run/fake'")!;
            // As a commit whose answer was lost, and which lands after the actor has recovered.
            Handwritten.Add(journal, "run/fake", last + 1, new UsageRecorded(RunUsage.None));
            await run.Completion.WaitAsync(Limit);
        }
        AssertWhole(journal, explorations: 40 + 2 * 4, fake, "0");
    }

    /// <summary>Away until it was noticed, and for some rounds of trying more.</summary>
    private static async Task AwayAsync(DelayingProxy proxy, ConcurrentQueue<string> notes)
    {
        proxy.Cut();
        await SaidAsync(notes, "does not answer");
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.DoesNotContain(notes, note => note.Contains("answers again", StringComparison.Ordinal));
        proxy.Heal();
        await SaidAsync(notes, "answers again");
    }

    private static async Task SaidAsync(ConcurrentQueue<string> notes, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!notes.Any(note => note.Contains(what, StringComparison.Ordinal)))
            await Task.Delay(20, limit.Token);
    }

    /// <summary>Nothing is missing, and nothing there twice.</summary>
    private static void AssertWhole(JournalStore journal, int explorations, FakeRun fake, params string[] folds)
    {
        var ids = ExplorationFold.Completed(new JournalReader(journal).Entries()).Select(e => e.Record.Id).ToList();
        Assert.Equal(explorations, ids.Count);
        Assert.Equal(explorations, ids.Distinct().Count());
        Assert.True(RunHistory.Of(new JournalReader(journal).Entries()).Completed);
        Assert.Empty(JournalCheck.Of(journal).Problems);
        Assert.Equal(folds, FakeLearner.Folds(fake.Folder));
    }
}
