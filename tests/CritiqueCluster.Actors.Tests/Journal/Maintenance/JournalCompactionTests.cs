using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Maintenance;

/// <summary>The same for a journal in files and for one in a database.</summary>
public abstract class JournalCompactionTests
{
    [SkippableFact]
    public void Should_remove_exactly_the_explorations_of_the_iterations_before()
    {
        using var folder = new TemporaryFolder();
        var store = NewStore(folder.Path);
        Handwritten.Fill(store, iterations: 3);
        var other = store is PostgresJournal database ? new PostgresJournal(database.ConnectionWithoutPassword, "other") : null;
        if (other is not null)
            Handwritten.Fill(other, iterations: 3);
        var before = JournalRows.Of(store).ToList();

        var plan = JournalCompaction.Plan(store, before: 2);
        Assert.Equal(before.Count, JournalRows.Of(store).Count());
        plan.Apply(store);

        string[] gone = ["explorations/run/0/t/3", "explorations/run/1/t/3"];
        Assert.Equal(before.Where(row => !gone.Contains(row.Writer)).Select(Text), JournalRows.Of(store).Select(Text));
        Assert.Equal((4L, before.Where(row => gone.Contains(row.Writer)).Sum(row => (long)row.Message.Length)), (plan.Rows, plan.Bytes));
        Assert.Empty(JournalCheck.Of(store).Problems);
        Assert.Equal(new JournalCompaction(2, 0, 0), JournalCompaction.Plan(store, before: 2));
        if (other is not null)
            Assert.Equal(before.Count, JournalRows.Of(other).Count());
    }

    private protected abstract JournalStore NewStore(string folder);

    private static string Text(JournalRow row) => $"{row.Position} {row.Writer} {row.Number} {Convert.ToHexString(row.Message)}";
}

public sealed class SqliteJournalCompactionTests : JournalCompactionTests
{
    private protected override JournalStore NewStore(string folder) => Handwritten.NewFile(folder);
}

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class PostgresJournalCompactionTests(PrivatePostgres server) : JournalCompactionTests
{
    private protected override JournalStore NewStore(string folder) => Handwritten.NewDatabase(server);
}
