using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A fold whose hash shows everything that went into it. Its checkpoint is one file; every fold is noted in another.</summary>
internal sealed class FakeLearner : ILearner
{
    private const int Steps = 3;

    private readonly string _folder;
    private readonly bool _teaches;
    private LearningTask? _task;
    private int _step;

    /// <param name="folder">The run folder.</param>
    /// <param name="teaches">Has a critic learn, too: what comes out follows from the policy's hash.</param>
    public FakeLearner(string folder, bool teaches = false)
    {
        _teaches = teaches;
        _folder = Path.Combine(folder, "fake-learner");
        Directory.CreateDirectory(_folder);
        var parts = File.Exists(Checkpoint) ? File.ReadAllText(Checkpoint).Split('|') : ["0", Base.Hash, "0"];
        Iterations = int.Parse(parts[0], CultureInfo.InvariantCulture);
        Version = new ParameterVersion("policy", Iterations, parts[1]);
        JournalPosition = long.Parse(parts[2], CultureInfo.InvariantCulture);
        Result = Iterations == 0 ? null : ResultOf(new Dictionary<AttemptSource, int>());
    }

    public static ParameterVersion Base { get; } = new("policy", 0, "sha256:base");

    public ParameterVersion Version { get; private set; }

    public long JournalPosition { get; private set; }

    public int Iterations { get; private set; }

    public LearningResult? Result { get; private set; }

    public ParameterVersion? Critic => _teaches ? new("critic", Iterations, $"{Version.Hash} critic") : null;

    private string Checkpoint => Path.Combine(_folder, "checkpoint");

    /// <summary>The iterations that were folded, in order, over all processes.</summary>
    public static string[] Folds(string folder) => File.ReadAllLines(Path.Combine(folder, "fake-learner", "folds"));

    public string FolderOf(int step, string model = ParameterVersion.Policy)
    {
        var folder = Path.Combine(_folder, model == ParameterVersion.Policy ? $"v{step}" : $"{model}-v{step}");
        Directory.CreateDirectory(folder);
        return folder;
    }

    public void Begin(LearningTask task)
    {
        if (task.Iteration != Iterations || _task is not null)
            throw new InvalidOperationException($"iteration {task.Iteration} is not next");
        (_task, _step) = (task, 0);
    }

    public LearningProgress Step() => new(++_step, Steps, 1.0 / _step, 1, 1e-3, _step * 100);

    public LearningResult Publish()
    {
        var task = _task!;
        var accepted = task.Explorations.OrderBy(e => e.Problem.Id, StringComparer.Ordinal)
            .SelectMany(e => e.Attempts.Where(a => a.Accepted).Select(a => (e, a))).ToList();
        var content = new StringBuilder(Version.Hash);
        foreach (var (e, a) in accepted)
            content.Append(CultureInfo.InvariantCulture, $"\n{e.Id} {a.Attempt.Index} {a.Attempt.Text} {string.Join(',', a.Attempt.Tokens)} {string.Join(',', a.Attempt.LogProbabilities)}");
        var hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
        File.AppendAllText(Path.Combine(_folder, "folds"), $"{task.Iteration}\n");
        _task = null;
        Iterations++;
        Version = new ParameterVersion("policy", Iterations, hash);
        JournalPosition = task.JournalPosition;
        FolderOf(Iterations);
        File.WriteAllText(Checkpoint, string.Create(CultureInfo.InvariantCulture, $"{Iterations}|{hash}|{JournalPosition}"));
        var bySource = accepted.GroupBy(x => x.a.Attempt.Source).ToDictionary(g => g.Key, g => g.Count());
        return Result = ResultOf(bySource);
    }

    public void Dispose() { }

    private LearningResult ResultOf(IReadOnlyDictionary<AttemptSource, int> bySource) =>
        new(Version, JournalPosition, bySource, 0, Steps, 0.5, 300, 0.01, Critic is { } critic ? new(critic, 1, 2, 1, 0.5, 30, 4, 0.01) : null);
}
