using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal;

/// <summary>The same for a journal in files and for one in a database.</summary>
public abstract class DamagedRowTests
{
    [SkippableFact]
    public void Should_name_a_row_with_a_flipped_byte_and_read_on_only_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        var store = NewStore(folder.Path, "run");
        Handwritten.Fill(store);
        var sound = new JournalReader(store).Entries().ToList();
        Handwritten.Damage(store, "explorations/run/0/t/3", 1);

        var refused = Assert.Throws<EnvironmentException>(() => new JournalReader(store).Entries().ToList());
        Assert.Contains("Row 4", refused.Message, StringComparison.Ordinal);
        Assert.Contains("number 1 of explorations/run/0/t/3", refused.Message, StringComparison.Ordinal);

        var problem = Assert.Single(JournalCheck.Of(store).Problems);
        Assert.Equal((JournalDamage.Unreadable, 4L), (problem.Damage, problem.Position));
        Assert.Contains("row 4, number 1 of explorations/run/0/t/3", problem.What, StringComparison.Ordinal);

        var skipped = new List<UnreadableRow>();
        Assert.Equal(sound.Where(entry => entry.Position != 4).Select(Text), new JournalReader(store, skipped.Add).Entries().Select(Text));
        Assert.Equal(4, Assert.Single(skipped).Position);
    }

    [SkippableFact]
    public async Task Should_not_go_on_with_a_run_that_has_a_damaged_row()
    {
        using var fake = new FakeRun();
        var store = NewStore(fake.Folder, "fake");
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 2, heldOut: 0, iterations: 1), journal: store))
            await run.Completion.WaitAsync(TimeSpan.FromMinutes(1));
        Handwritten.Damage(store, "run/fake", 2);
        var refused = await Assert.ThrowsAsync<EnvironmentException>(async () =>
        {
            await using var run = await fake.StartAsync(FakeRun.Spec(problems: 2, heldOut: 0, iterations: 1), journal: store);
            await run.Completion.WaitAsync(TimeSpan.FromMinutes(1));
        });
        Assert.Contains("journal", refused.Message, StringComparison.Ordinal);
    }

    private protected abstract JournalStore NewStore(string folder, string run);

    private static string Text(JournalEntry entry) => $"{entry.Position} {entry.Exploration} {Convert.ToHexString(Codec.Encode(entry.Event))}";
}

public sealed class SqliteDamagedRowTests : DamagedRowTests
{
    private protected override JournalStore NewStore(string folder, string run) => Handwritten.NewFile(folder, run);
}

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class PostgresDamagedRowTests(PrivatePostgres server) : DamagedRowTests
{
    private protected override JournalStore NewStore(string folder, string run) => Handwritten.NewDatabase(server, run);
}
