using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class ManyRunsTests(PrivatePostgres server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task Should_keep_runs_of_one_database_apart()
    {
        var first = server.NewJournal("fake");
        var second = new PostgresJournal(first.ConnectionWithoutPassword, "fake-2");
        await Task.WhenAll(
            AloneAsync(first, problems: 10, iterations: 1), AloneAsync(second, problems: 7, iterations: 2));
        AssertWhole(first, 10 + 2 * 4);
        AssertWhole(second, 2 * 7 + 3 * 4);
    }

    private static async Task AloneAsync(PostgresJournal journal, int problems, int iterations)
    {
        using var fake = new FakeRun();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems, iterations: iterations) with { Run = journal.Run }, journal: journal))
            await run.Completion.WaitAsync(Limit);
        Assert.Equal(iterations, FakeLearner.Folds(fake.Folder).Length);
    }

    private static void AssertWhole(PostgresJournal journal, int explorations)
    {
        var entries = new JournalReader(journal).Entries().ToList();
        Assert.All(entries, entry => Assert.Contains($"/{journal.Run}", entry.Writer, StringComparison.Ordinal));
        Assert.Equal(1, entries[0].Position);
        Assert.Equal(explorations, ExplorationFold.Completed(entries).Select(e => e.Record.Id).Distinct().Count());
        Assert.Equal(explorations, ExplorationFold.Completed(entries).Count());
        Assert.Empty(JournalCheck.Of(journal).Problems);
    }
}
