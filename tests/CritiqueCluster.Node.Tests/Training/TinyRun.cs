using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Training;

/// <summary>The smallest run that has every part: two iterations with critiques, refinements, evaluations and learning.</summary>
public sealed class TinyRun : IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public string Folder => Path.Combine(_parent.FullName, "tiny");

    /// <summary>What <c>train --json</c> printed.</summary>
    internal Invocation Trained { get; private set; } = null!;

    internal JsonNode Report => Trained.Json;

    /// <summary>The arguments of the run, but for its folder.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    [
        .. new[]
        {
            "Iterations=2", "Threads=1", "Problems.Train=12", "Problems.HeldOut=6", "Problems.Countdown.Numbers=[3]", "Rollout.Attempts=4",
            "Rollout.TokensPerProblem=120", "Rollout.Rounds=2", "Generation.Slots=32", "Learner.Epochs=1", "Learner.BatchSize=8",
            "Evaluation.Samples=4", "Evaluation.PassAt=[1,4]",
        }.SelectMany(setting => new[] { "--set", setting }),
    ];

    public async Task InitializeAsync() => Trained = await Invocation.Of(["train", "--run", Folder, "--json", .. Settings]);

    public Task DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>
/// Tests that look at one finished run; not in parallel, since libtorch's threads are the process's. Those that train with PostgreSQL are
/// among them, and their server starts when the first of them asks for a database.
/// </summary>
[CollectionDefinition(nameof(TinyRunCollection), DisableParallelization = true)]
public sealed class TinyRunCollection : ICollectionFixture<TinyRun>, ICollectionFixture<PrivatePostgres>;
