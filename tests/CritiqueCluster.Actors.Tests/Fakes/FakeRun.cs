using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A small run with fake engines in a folder of its own.</summary>
internal sealed class FakeRun : IDisposable
{
    /// <summary>What an outage swallowed is asked for again after this long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"critique-tests-{Guid.NewGuid():n}");

    public static RunSpec Spec(int problems = 12, int heldOut = 4, int iterations = 2) => new(
        "fake",
        new Recipe
        {
            Iterations = iterations,
            Rollout = new RolloutOptions { Attempts = 4, TokensPerProblem = 160, Rounds = 2, RefinementsPerCritique = 2 },
            Evaluation = new EvaluationOptions { Samples = 6 },
        },
        Problems("train", problems), Problems("held", heldOut), FakeLearner.Base, new ParameterVersion("critic", 0, "sha256:critic"));

    /// <summary>The same as a stream.</summary>
    public static RunSpec Stream(int problems = 12, int heldOut = 4, int tasks = 5, int batch = 5, int staleness = 1)
    {
        var spec = Spec(problems, heldOut, tasks);
        return spec with
        {
            Recipe = spec.Recipe with { Mode = RunMode.Streaming, Streaming = new() { Batch = batch, Staleness = staleness } },
        };
    }

    public NodeParts Parts() => new()
    {
        Rollouts = () => new FakeRolloutEngine(),
        Critics = () => new FakeCriticEngine(),
        Learner = () => new FakeLearner(Folder),
        CheckerOf = _ => new FakeChecker(),
        Known =
        [
            new ParametersAnnounced(FakeLearner.Base, new Uri(Path.GetTempPath()).AbsoluteUri),
            new ParametersAnnounced(new ParameterVersion("critic", 0, "sha256:critic"), new Uri(Path.GetTempPath()).AbsoluteUri),
        ],
    };

    public Task<LocalRun> StartAsync(
        RunSpec spec, Action<RunProgress>? progress = null, NodeParts? parts = null, string overrides = StrictConfig.Text,
        JournalStore? journal = null, Action<IHost>? up = null, CancellationToken cancellation = default) =>
        LocalRun.StartAsync(
            spec, Folder, journal ?? new SqliteJournal(Folder, spec.Run), parts ?? Parts(), progress ?? (_ => { }), cancellation, s => s with { Overrides = overrides, AskAgain = Patience, SendAgain = Patience }, TestLog.To(Folder), up);

    /// <summary>One life of the run's process: it dies after so many steps of its engines and learner.</summary>
    /// <returns>Whether it died before the run was done.</returns>
    public async Task<bool> LiveAsync(RunSpec spec, int steps, TimeSpan limit)
    {
        var process = new Mortal(steps);
        var parts = Parts() with
        {
            Rollouts = () => process.Engine(new FakeRolloutEngine()),
            Critics = () => process.Engine(new FakeCriticEngine()),
            Learner = () => process.Learner(new FakeLearner(Folder)),
        };
        var run = await StartAsync(spec, parts: parts, overrides: "");
        await Task.WhenAny(process.Death, run.Completion).WaitAsync(limit);
        await run.KillAsync();
        return process.Dead;
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("KEEP_TEST_FOLDERS") is null)
            Directory.Delete(Folder, recursive: true);
    }

    private static List<Problem> Problems(string name, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Problem($"{name}-{i:D3}", $"what is {i}?", $"{i}", "fake"))];
}
