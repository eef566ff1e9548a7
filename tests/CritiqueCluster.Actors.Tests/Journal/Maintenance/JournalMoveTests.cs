using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Maintenance;

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class JournalMoveTests(PrivatePostgres server) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _back = new();

    public void Dispose()
    {
        _folder.Dispose();
        _back.Dispose();
    }

    [SkippableFact]
    public void Should_keep_every_row_as_it_is_there_and_back()
    {
        var file = Filled();
        var database = server.NewJournal("run");
        Handwritten.Fill(new PostgresJournal(database.ConnectionWithoutPassword, "earlier")); // so that places differ
        Assert.Equal(7, JournalMove.Copy(file, database));
        Assert.Equal(Rows(file), Rows(database));
        Assert.Empty(JournalCheck.Of(database).Problems);

        var back = new SqliteJournal(_back.Path, "run");
        JournalMove.Copy(database, back);
        Assert.Equal(Rows(file), Rows(back));
        Assert.Empty(JournalCheck.Of(back).Problems);

        JournalMove.Remove(database);
        Assert.Empty(Rows(database));
        Assert.Equal(7, Rows(new PostgresJournal(database.ConnectionWithoutPassword, "earlier")).Count);
        JournalMove.Remove(file);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [SkippableFact]
    public void Should_keep_gaps_where_they_are()
    {
        var file = Filled();
        JournalCompaction.Plan(file, 1).Apply(file);
        var database = server.NewJournal("run");
        JournalMove.Copy(file, database);
        Assert.Equal(Rows(file), Rows(database));
        Handwritten.Add(database, "run/run", 9, new RunCompleted());
        Assert.True(JournalRows.Of(database).Last().Position > JournalRows.Of(file).Last().Position);
    }

    [SkippableFact]
    public void Should_move_a_journal_without_events()
    {
        var file = new SqliteJournal(_folder.Path, "run");
        file.Prepare();
        Assert.Equal(0, JournalMove.Copy(file, server.NewJournal("run")));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_refuse_a_target_that_has_the_run(bool postgres)
    {
        var target = postgres ? Handwritten.NewDatabase(server) : Handwritten.NewFile(_back.Path);
        Handwritten.Add(target, "run/run", 1, new RunCompleted());
        var before = Rows(target);
        var refused = Assert.Throws<ConfigurationException>(() => JournalMove.Copy(Filled(), target));
        Assert.Contains("holds a run run already", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Rows(target));
    }

    [SkippableTheory]
    [InlineData("INSERT INTO journal")]
    [InlineData("LOCK TABLE")]
    public void Should_leave_a_database_as_it_was_when_it_goes_away_in_the_middle(string before)
    {
        var file = Filled();
        var rows = Rows(file);
        var database = server.NewJournal("run");
        using var proxy = new DelayingProxy(server.Port);
        var cut = proxy.CutBefore(sent => sent.Contains(before, StringComparison.Ordinal));
        Assert.Throws<EnvironmentException>(() => JournalMove.Copy(file, proxy.To(database)));
        Assert.True(cut.Wait(TimeSpan.FromSeconds(30)), "nothing was cut");
        Assert.Empty(Rows(database));
        Assert.Equal(rows, Rows(file));
        proxy.Heal();
        JournalMove.Copy(file, proxy.To(database));
        Assert.Equal(rows, Rows(database));
    }

    [SkippableFact]
    public void Should_leave_no_file_when_the_source_goes_away_in_the_middle()
    {
        var database = server.NewJournal("run");
        Handwritten.Fill(database);
        using var proxy = new DelayingProxy(server.Port);
        var reads = 0;
        var cut = proxy.CutBefore(sent => sent.Contains("FROM tags t JOIN", StringComparison.Ordinal) && ++reads == 2);
        Assert.Throws<EnvironmentException>(() => JournalMove.Copy(proxy.To(database), new SqliteJournal(_back.Path, "run")));
        Assert.True(cut.Wait(TimeSpan.FromSeconds(30)), "nothing was cut");
        Assert.Empty(Directory.GetFiles(_back.Path));
        Assert.Equal(7, Rows(database).Count);
    }

    [SkippableFact]
    public async Task Should_move_beside_a_run_that_writes_to_the_same_database()
    {
        var file = Filled();
        var database = server.NewJournal("run");
        var live = new PostgresJournal(database.ConnectionWithoutPassword, "fake");
        using var fake = new FakeRun();
        var exploring = new TaskCompletionSource();
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 40, iterations: 1), progress => { if (progress.Done > 3) exploring.TrySetResult(); }, journal: live))
        {
            await exploring.Task.WaitAsync(Limit);
            JournalMove.Copy(file, database);
            await run.Completion.WaitAsync(Limit);
        }
        Assert.Equal(Rows(file), Rows(database));
        Assert.Empty(JournalCheck.Of(live).Problems);
        Assert.Equal(40 + 2 * 4, ExplorationFold.Completed(new JournalReader(live).Entries()).Count());
    }

    private SqliteJournal Filled()
    {
        var file = new SqliteJournal(_folder.Path, "run");
        file.Prepare();
        Handwritten.Fill(file);
        return file;
    }

    private static List<string> Rows(JournalStore store) => [.. JournalRows.Of(store).Select(row =>
        $"{row.Position} {row.Writer} {row.Number} {row.Created} {row.Manifest} {row.Serializer} {row.Incarnation} {Convert.ToHexString(row.Message)}")];
}
