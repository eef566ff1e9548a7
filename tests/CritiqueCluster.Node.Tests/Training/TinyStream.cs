using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Training;

/// <summary>The smallest run that explores and learns at the same time: five batches over two passes, for attempts that may be a version old.</summary>
public sealed class TinyStream : IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public string Folder => Path.Combine(_parent.FullName, "stream");

    /// <summary>What <c>train --json</c> printed.</summary>
    internal Invocation Trained { get; private set; } = null!;

    /// <summary>The arguments of the run, but for its folder.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        .. TinyRun.Settings,
        .. new[]
        {
            "Mode=Streaming", "Iterations=5", "Streaming.Batch=5", "Streaming.Staleness=1", "Learner.Objective=DecoupledPpo", "Learner.Filter=All",
        }.SelectMany(setting => new[] { "--set", setting }),
    ];

    public async Task InitializeAsync() => Trained = await Invocation.Of(["train", "--run", Folder, "--json", .. Settings]);

    public Task DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
