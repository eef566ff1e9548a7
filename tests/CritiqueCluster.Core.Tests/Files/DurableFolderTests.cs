using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class DurableFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_write_a_folder_with_those_above_and_below_it()
    {
        DurableFolder.Write(_folder["a/b/model"], Fill("one"));

        Assert.Equal("one", File.ReadAllText(_folder["a/b/model/file"]));
        Assert.Equal("one", File.ReadAllText(_folder["a/b/model/below/file"]));
        Assert.Equal([_folder["a/b/model"]], Directory.GetFileSystemEntries(_folder["a/b"]));
    }

    [Fact]
    public void Should_replace_a_folder_as_a_whole()
    {
        DurableFolder.Write(_folder["model"], folder => File.WriteAllText(Path.Combine(folder, "old"), ""));

        DurableFolder.Write(_folder["model"] + Path.DirectorySeparatorChar, Fill("two"));

        Assert.False(File.Exists(_folder["model/old"]));
        Assert.Equal("two", File.ReadAllText(_folder["model/file"]));
        Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_leave_the_old_folder_when_filling_fails()
    {
        DurableFolder.Write(_folder["model"], Fill("one"));

        Assert.Throws<InvalidOperationException>(() => DurableFolder.Write(_folder["model"], folder =>
        {
            File.WriteAllText(Path.Combine(folder, "file"), "tw");
            throw new InvalidOperationException("interrupted");
        }));

        Assert.Equal("one", File.ReadAllText(_folder["model/file"]));
        Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_flush_files_that_may_only_be_read()
    {
        DurableFolder.Write(_folder["model"], folder =>
        {
            Fill("one")(folder);
            File.SetAttributes(Path.Combine(folder, "file"), FileAttributes.ReadOnly);
        });

        Assert.Equal("one", File.ReadAllText(_folder["model/file"]));
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_say_that_the_disk_is_full_and_leave_the_old_folder()
    {
        using var disk = new SmallDisk();
        DurableFolder.Write(disk["model"], Fill("one"));

        var error = Assert.Throws<EnvironmentException>(() =>
            DurableFolder.Write(disk["model"], folder => File.WriteAllBytes(Path.Combine(folder, "file"), new byte[4 << 20])));

        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal("one", File.ReadAllText(disk["model/file"]));
        Assert.Equal([disk["model"]], Directory.GetFileSystemEntries(disk.Path));
    }

    [Fact]
    public void Should_name_a_place_that_can_hold_no_folder()
    {
        _folder.Write("file", "");

        var error = Assert.Throws<EnvironmentException>(() => DurableFolder.Write(_folder["file/model"], Fill("x")));

        Assert.Contains(_folder["file/model"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_remove_what_interrupted_writes_left()
    {
        Directory.CreateDirectory(_folder[".tmp-model-1/below"]);
        _folder.Write(".tmp-file-1", "half");
        _folder.Write("kept", "");

        Assert.Equal(2, DurableFolder.RemoveLeftovers(_folder.Path));

        Assert.Equal([_folder["kept"]], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(0, DurableFolder.RemoveLeftovers(_folder["none"]));
    }

    [Fact]
    public void Should_put_back_a_folder_whose_replacement_never_came()
    {
        Directory.CreateDirectory(_folder["lost.replaced/inner"]);
        Directory.CreateDirectory(_folder["kept.replaced"]);
        Directory.CreateDirectory(_folder["kept"]);

        DurableFolder.RemoveLeftovers(_folder.Path);

        Assert.Equal([_folder["kept"], _folder["lost"]], Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
        Assert.True(Directory.Exists(_folder["lost/inner"]));
    }

    private static Action<string> Fill(string text) => folder =>
    {
        File.WriteAllText(Path.Combine(folder, "file"), text);
        Directory.CreateDirectory(Path.Combine(folder, "below"));
        File.WriteAllText(Path.Combine(folder, "below", "file"), text);
    };
}
