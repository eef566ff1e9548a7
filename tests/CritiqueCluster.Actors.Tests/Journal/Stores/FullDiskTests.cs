using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

/// <summary>A journal on a file system of a few hundred kilobytes; needs root.</summary>
[Trait(nameof(Category), Category.Slow)]
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _disk = new();
    private readonly bool _mounted;

    public FullDiskTests() => _mounted = SystemCommand.Run("mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", _disk.Path);

    public void Dispose()
    {
        if (_mounted)
            SystemCommand.Run("umount", "--lazy", _disk.Path); // a process that another test just starts may hold its files for a moment
        _disk.Dispose();
    }

    [SkippableFact]
    public async Task Should_end_saying_that_the_disk_is_full_and_finish_when_there_is_room()
    {
        Needs.Met(_mounted, "Linux and the right to mount a file system");
        using var fake = new FakeRun();
        var journal = new SqliteJournal(_disk.Path, "fake");
        var full = await Assert.ThrowsAsync<EnvironmentException>(async () =>
        {
            await using var run = await fake.StartAsync(FakeRun.Spec(problems: 40, iterations: 1), journal: journal);
            await run.Completion.WaitAsync(Limit);
        });
        Assert.Contains("disk is full", full.Message, StringComparison.Ordinal);
        var kept = Text(journal);
        Assert.NotEmpty(kept);
        Assert.Empty(JournalCheck.Of(journal).Problems);

        Assert.True(SystemCommand.Run("mount", "-o", "remount,size=16m", _disk.Path));
        await using (var run = await fake.StartAsync(FakeRun.Spec(problems: 40, iterations: 1), journal: journal))
            await run.Completion.WaitAsync(Limit);
        Assert.Equal(kept, Text(journal).Take(kept.Count));
        Assert.Empty(JournalCheck.Of(journal).Problems);
        Assert.Equal(40 + 2 * 4, ExplorationFold.Completed(new JournalReader(journal).Entries()).Select(e => e.Record.Id).Distinct().Count());
        Assert.Equal(["0"], FakeLearner.Folds(fake.Folder));
    }

    private static List<string> Text(SqliteJournal journal) =>
        [.. JournalRows.Of(journal).Select(row => $"{row.Position} {row.Writer} {row.Number} {Convert.ToHexString(row.Message)}")];
}
