using System.Runtime.Versioning;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_write_replace_and_leave_nothing_else()
    {
        DurableFile.Write(_folder["a"], "one");
        DurableFile.Write(_folder["a"], new byte[] { 1, 2 });

        Assert.Equal([1, 2], File.ReadAllBytes(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_leave_the_old_file_when_writing_fails_midway()
    {
        DurableFile.Write(_folder["a"], "one");

        Assert.Throws<InvalidOperationException>(() => DurableFile.Write(_folder["a"], stream =>
        {
            stream.Write("tw"u8);
            throw new InvalidOperationException("interrupted");
        }));

        Assert.Equal("one", File.ReadAllText(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_show_no_file_before_it_is_whole() =>
        DurableFile.Write(_folder["a"], stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.False(File.Exists(_folder["a"]));
        });

    [Fact]
    public void Should_name_a_place_that_can_hold_no_file()
    {
        _folder.Write("file", "");

        foreach (var path in (string[])[_folder["none/a"], _folder["file/a"]])
            Assert.Contains(path, Assert.Throws<EnvironmentException>(() => DurableFile.Write(path, "x")).Message, StringComparison.Ordinal);
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_say_that_the_disk_is_full_and_leave_the_old_file()
    {
        using var disk = new SmallDisk();
        DurableFile.Write(disk["a"], "old");

        var error = Assert.Throws<EnvironmentException>(() => DurableFile.Write(disk["a"], new byte[4 << 20]));

        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Contains(disk["a"], error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(disk["a"]));
        Assert.Equal([disk["a"]], Directory.GetFileSystemEntries(disk.Path));
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public void Should_say_that_the_file_system_is_read_only()
    {
        using var disk = new SmallDisk();
        disk.MakeReadOnly();

        var error = Assert.Throws<EnvironmentException>(() => DurableFile.Write(disk["a"], "x"));

        Assert.Contains("read-only", error.Message, StringComparison.Ordinal);
        Assert.Contains(disk["a"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Should_say_that_a_folder_may_not_be_written()
    {
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        try
        {
            using var bound = new UnprivilegedThread();
            var error = Assert.Throws<EnvironmentException>(() => DurableFile.Write(_folder["a"], "x"));

            Assert.Contains("may not be written", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
