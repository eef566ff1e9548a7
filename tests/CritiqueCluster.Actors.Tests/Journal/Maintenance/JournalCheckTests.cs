using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Maintenance;

/// <summary>The same for a journal in files and for one in a database. Unreadable and newer rows are tested where reading them is.</summary>
public abstract class JournalCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [SkippableFact]
    public void Should_find_nothing_wrong_with_a_sound_journal()
    {
        var found = JournalCheck.Of(Filled());
        Assert.Empty(found.Problems);
        Assert.Equal((7L, 3L + 4 * 8, 8, 0), (found.Rows, found.Events, found.Explorations, found.Open));
        Assert.Equal(Samples.Version, Assert.Single(found.Published).Version);
    }

    [SkippableFact]
    public void Should_find_rows_that_are_missing()
    {
        var store = Filled();
        Handwritten.Add(store, "learner/run", 5, new ParametersPublished(1, Samples.Version, 3, null));
        AssertOne(store, JournalDamage.Gap, 8, "learner/run lacks its rows 2 to 4");
        Delete(store, "explorations/run/-1/e/3", 1);
        Assert.Contains(JournalCheck.Of(store).Problems, p => p is { Damage: JournalDamage.Gap, Position: 3 } && p.What.Contains("explorations/run/-1/e/3 lacks its row 1", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Should_find_that_two_processes_wrote()
    {
        var store = Filled();
        Handwritten.Change(store, "UPDATE journal SET sequence_number = 9 WHERE persistence_id = 'run/run' AND sequence_number = 1");
        Handwritten.Add(store, "run/run", 1, new RunCompleted());
        Assert.Contains(JournalCheck.Of(store).Problems, p =>
            p is { Damage: JournalDamage.Gap, Position: 8 } && p.What.Contains("row 8 is number 1 of run/run, after its number 2: two processes wrote", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Should_find_a_tag_whose_row_is_gone()
    {
        var store = Filled();
        Handwritten.Change(store, "DELETE FROM journal WHERE persistence_id = 'learner/run'");
        AssertOne(store, JournalDamage.Orphan, null, "of learner/run has no row");
    }

    [SkippableFact]
    public void Should_find_a_row_whose_tag_is_gone_and_say_how_to_give_it_back()
    {
        var store = Filled();
        Handwritten.Change(store, "DELETE FROM tags WHERE persistence_id = 'learner/run'");
        var problem = AssertOne(store, JournalDamage.Orphan, null, "of learner/run has no tag");
        Handwritten.Change(store, problem.Mend[problem.Mend.IndexOf("INSERT", StringComparison.Ordinal)..]);
        Assert.Empty(JournalCheck.Of(store).Problems);
    }

    [SkippableFact]
    public void Should_find_an_exploration_without_its_opening()
    {
        var store = Filled();
        Handwritten.Add(store, "explorations/run/0/t/3", 3, new ExplorationPage([.. Handwritten.Exploration(0, "p-9").Skip(1)]));
        AssertOne(store, JournalDamage.Incomplete, 8, "exploration 0/t/p-9 lacks events before its row 8");
    }

    private protected abstract JournalStore NewStore(string folder);

    private protected JournalStore Filled()
    {
        var store = NewStore(_folder.Path);
        Handwritten.Fill(store);
        return store;
    }

    private static void Delete(JournalStore store, string writer, long number)
    {
        Handwritten.Change(store, "DELETE FROM tags WHERE persistence_id = @writer AND sequence_nr = @number", ("@writer", writer), ("@number", number));
        Handwritten.Change(store, "DELETE FROM journal WHERE persistence_id = @writer AND sequence_number = @number", ("@writer", writer), ("@number", number));
    }

    private static JournalProblem AssertOne(JournalStore store, JournalDamage damage, long? position, string what)
    {
        var problem = Assert.Single(JournalCheck.Of(store).Problems);
        Assert.Equal((damage, position), (problem.Damage, problem.Position));
        Assert.Contains(what, problem.What, StringComparison.Ordinal);
        return problem;
    }
}

public sealed class SqliteJournalCheckTests : JournalCheckTests
{
    private protected override JournalStore NewStore(string folder) => Handwritten.NewFile(folder);
}

[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(PostgresCollection))]
public sealed class PostgresJournalCheckTests(PrivatePostgres server) : JournalCheckTests
{
    [SkippableFact]
    public void Should_not_find_the_troubles_of_other_runs_in_the_database()
    {
        var store = (PostgresJournal)Filled();
        var other = new PostgresJournal(store.ConnectionWithoutPassword, "other");
        Handwritten.Fill(other);
        Handwritten.Damage(other, "run/other", 1);
        Handwritten.Change(other, "DELETE FROM tags WHERE persistence_id = 'learner/other'");
        Assert.Empty(JournalCheck.Of(store).Problems);
        Assert.Equal(2, JournalCheck.Of(other).Problems.Count);
    }

    private protected override JournalStore NewStore(string folder) => Handwritten.NewDatabase(server);
}
