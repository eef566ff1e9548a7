using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Journals;

/// <summary>A run folder whose journal is gone, empty, or where nobody can write.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed class LostJournalTests(TinyRun run)
{
    [Fact]
    public async Task Should_not_go_on_with_checkpoints_and_no_journal()
    {
        using var copy = new RunCopy(run.Folder);
        foreach (var file in Directory.GetFiles(copy.Folder, "journal.db*"))
            File.Delete(file);
        var resumed = await Invocation.Of("train", "--resume", "--run", copy.Folder);
        Assert.Equal(4, resumed.Code);
        Assert.Contains("missing or empty", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await Invocation.Of("journal", "migrate", copy.Folder)).Code);
        Assert.False(File.Exists(Path.Combine(copy.Folder, "journal.db")), "a new journal would pass for the run's");
    }

    [Fact]
    public async Task Should_not_take_an_emptied_journal_for_a_sound_one()
    {
        using var copy = new RunCopy(run.Folder);
        File.WriteAllBytes(Path.Combine(copy.Folder, "journal.db"), []);
        Assert.Equal(1, (await Invocation.Of("journal", "check", copy.Folder)).Code);
        var verified = await copy.ReplayAsync("--verify");
        Assert.Equal(4, verified.Code);
        Assert.Contains("beginning of a run", verified.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_what_can_be_done_about_a_file_that_is_damaged_below_its_rows()
    {
        using var copy = new RunCopy(run.Folder);
        using (var file = File.OpenWrite(Path.Combine(copy.Folder, "journal.db")))
        {
            file.Position = 4096;
            file.Write(Enumerable.Repeat((byte)0xa5, (int)(file.Length - 4096)).ToArray());
        }
        var check = await Invocation.Of("journal", "check", copy.Folder);
        Assert.Equal(4, check.Code);
        Assert.Contains(".recover", check.Error, StringComparison.Ordinal);
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public async Task Should_be_read_where_nothing_can_be_written()
    {
        using var copy = new RunCopy(run.Folder);
        var mounted = SystemCommand.Run("mount", "--bind", copy.Folder, copy.Folder);
        try
        {
            Needs.Met(mounted && SystemCommand.Run("mount", "-o", "remount,ro,bind", copy.Folder), "Linux and the right to mount a file system");
            var listed = await Invocation.Of("rollouts", "list", copy.Folder, "--json", "--limit", "0");
            Assert.Equal((0, 24), (listed.Code, (int)listed.Json["found"]!));
        }
        finally
        {
            if (mounted)
                SystemCommand.Run("umount", copy.Folder);
        }
    }
}
