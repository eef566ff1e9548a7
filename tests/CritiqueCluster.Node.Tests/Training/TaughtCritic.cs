using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Training;

/// <summary>The tiny run with a critic that learns: first to discriminate, then to help.</summary>
public sealed class TaughtCritic : IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public string Folder => Path.Combine(_parent.FullName, "taught");

    internal Invocation Trained { get; private set; } = null!;

    /// <summary>The arguments of the run, but for its folder.</summary>
    public static IReadOnlyList<string> Settings { get; } = [.. TinyRun.Settings, "--set", "Critic.Train=two-stage"];

    public async Task InitializeAsync() => Trained = await Invocation.Of(["train", "--run", Folder, "--json", .. Settings]);

    public Task DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
