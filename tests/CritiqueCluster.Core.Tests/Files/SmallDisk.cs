namespace CritiqueCluster.Core.Tests.Files;

/// <summary>A file system of 1 MiB in memory, for as long as a test runs; needs root.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly bool _mounted;

    public SmallDisk()
    {
        _mounted = OperatingSystem.IsLinux() && SystemCommand.Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", Path);
        if (!_mounted)
            _folder.Dispose();
        Needs.Met(_mounted, "Linux and the right to mount a file system");
    }

    public string Path => _folder.Path;

    public string this[string name] => _folder[name];

    public void MakeReadOnly() => Assert.True(SystemCommand.Run("mount", "-o", "remount,ro", Path));

    public void Dispose()
    {
        Assert.True(SystemCommand.Run("umount", Path));
        _folder.Dispose();
    }
}
