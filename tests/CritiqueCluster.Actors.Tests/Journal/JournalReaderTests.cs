using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Tests.Journal;

public sealed class JournalReaderTests
{
    [Fact]
    public void Should_say_that_a_folder_holds_no_run()
    {
        using var fake = new FakeRun();
        Directory.CreateDirectory(fake.Folder);
        Assert.Throws<EnvironmentException>(() => new JournalReader(fake.Folder).Entries().ToList());
    }

    [Fact]
    public void Should_read_nothing_from_a_journal_without_events()
    {
        using var fake = new FakeRun();
        new SqliteJournal(fake.Folder).Prepare();
        Assert.Empty(new JournalReader(fake.Folder).Entries());
        Assert.Null(RunHistory.Of(new JournalReader(fake.Folder).Entries()).Spec);
    }

    [Fact]
    public void Should_say_that_a_file_is_no_journal()
    {
        using var fake = new FakeRun();
        Directory.CreateDirectory(fake.Folder);
        File.WriteAllText(SqliteJournal.FileIn(fake.Folder), new string('x', 5000));
        Assert.Throws<EnvironmentException>(() => new JournalReader(fake.Folder).Entries().ToList());
        Assert.Throws<EnvironmentException>(() => new SqliteJournal(fake.Folder).Prepare());
    }
}
