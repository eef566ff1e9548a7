using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

/// <summary>
/// A process that writes without a pause is killed with signal 9, wherever it is: what it had said to be durable is there, once, and the
/// next process goes on.
/// </summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class KilledWriterTests(PrivatePostgres server)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Should_lose_nothing_in_a_file()
    {
        using var folder = new TemporaryFolder();
        await KillAgainAndAgainAsync(new SqliteJournal(folder.Path, "run"), seed: 1, "sqlite", folder.Path);
    }

    [SkippableFact]
    public async Task Should_lose_nothing_in_a_database()
    {
        var connection = server.NewDatabase();
        var journal = new PostgresJournal(connection, "run");
        journal.Migrate();
        await KillAgainAndAgainAsync(journal, seed: 2, "postgres", connection);
    }

    private static async Task KillAgainAndAgainAsync(JournalStore journal, int seed, params string[] arguments)
    {
        var random = new Random(seed);
        var said = new List<string>();
        for (var life = 0; life < 3; life++)
        {
            using var writer = new WriterProcess(arguments);
            said.AddRange(await writer.KillAsync(random.Next(1, 400), TimeSpan.FromMilliseconds(random.Next(30)), Limit));
            var kept = new JournalReader(journal).Entries().Select(entry => entry.Exploration!).ToList();
            Assert.Equal(kept.Count, kept.Distinct().Count());
            Assert.Empty(said.Except(kept));
            Assert.Empty(JournalCheck.Of(journal).Problems);
        }
    }
}
