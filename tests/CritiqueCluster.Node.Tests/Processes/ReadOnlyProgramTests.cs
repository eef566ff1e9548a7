using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>A program that is installed where nothing can be written, in a container's image, say; needs root.</summary>
[Trait(nameof(Category), Category.Slow)]
public sealed class ReadOnlyProgramTests : IDisposable
{
    private const string Library = "runtimes/linux-x64/native/libLibTorchSharp.so";

    // Beside the built program, so that the large libraries can be linked.
    private readonly string _folder = Path.Combine(AppContext.BaseDirectory, $"read-only-{Guid.NewGuid():N}");
    private bool _mounted;

    public void Dispose()
    {
        if (_mounted)
            SystemCommand.Run("umount", _folder);
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [SkippableFact]
    public async Task Should_load_libtorch_though_its_folder_cannot_be_written()
    {
        var linked = Directory.GetFileSystemEntries(AppContext.BaseDirectory).Where(e => !Path.GetFileName(e).StartsWith("read-only-", StringComparison.Ordinal));
        Directory.CreateDirectory(_folder);
        Needs.Met(SystemCommand.Run("cp", ["-al", .. linked, _folder]), "cp, which can link");
        File.Delete(Path.Combine(_folder, Library)); // a link: the built program keeps its own
        File.Copy(Path.Combine(AppContext.BaseDirectory, "as-packaged", Path.GetFileName(Library)), Path.Combine(_folder, Library));
        _mounted = SystemCommand.Run("mount", "--bind", _folder, _folder);
        Needs.Met(_mounted && SystemCommand.Run("mount", "-o", "remount,ro,bind", _folder), "Linux and the right to mount a file system");

        using var program = ProgramProcess.StartIn(_folder, "doctor", "--json");
        var code = await program.EndAsync();

        Assert.True(code == 0, $"{code}: {program.Error}");
        Assert.Contains("libtorch 2.10", program.Output, StringComparison.Ordinal);
    }
}
