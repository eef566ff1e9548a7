using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// Writes a run's numbers as it goes, to <c>metrics.jsonl</c> and to TensorBoard files. For TensorBoard each iteration of a kind has a folder
/// of its own, <c>tensorboard/learning/iteration-2</c>, since steps begin anew with it: what is done again after a kill takes the place of
/// that iteration's points alone. Evaluations make one curve over iterations, in <c>tensorboard/evaluation</c>. Thread-safe.
/// </summary>
public sealed class RunMetrics : IDisposable
{
    /// <summary>The file's name in the run folder.</summary>
    public const string FileName = "metrics.jsonl";

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly MetricsLog _log;
    private readonly string _tensorBoard;

    /// <summary>The open file of each kind, and its folder.</summary>
    private readonly Dictionary<string, (string Folder, EventFile File)> _events = [];

    /// <param name="runFolder">The run folder.</param>
    /// <param name="clock">Stamps the points; null is the system's clock.</param>
    /// <exception cref="EnvironmentException">A file cannot be opened.</exception>
    public RunMetrics(string runFolder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _tensorBoard = Path.Combine(runFolder, "tensorboard");
        Guarded(() => Directory.CreateDirectory(_tensorBoard));
        _log = new MetricsLog(Path.Combine(runFolder, FileName));
    }

    /// <summary>
    /// After an optimizer step of iteration <paramref name="iteration"/> (from 0). The critic's have curves of their own. What comes before
    /// the first step of either, such as an objective's preparation, is left out.
    /// </summary>
    public void Learning(int iteration, LearningProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var ofCritic = progress.Model == ParameterVersion.Critic;
        if (progress.Step == 0 || (ofCritic && progress.LearningRate == 0))
            return;
        Write(ofCritic ? "critic" : "learning", iteration + 1, progress.Step, new Dictionary<string, double>
        {
            ["loss"] = progress.Loss,
            ["gradientNorm"] = progress.GradientNorm,
            ["learningRate"] = progress.LearningRate,
            ["tokens"] = progress.Tokens,
        });
    }

    /// <summary>When a row of the report is complete.</summary>
    public void Iteration(IterationReport row)
    {
        var values = row.PassAt.ToDictionary(p => FormattableString.Invariant($"pass@{p.Key}"), p => p.Value);
        values["distinctPerProblem"] = row.DistinctPerProblem ?? double.NaN;
        values["tokenEntropy"] = row.TokenEntropy ?? double.NaN;
        values["acceptedTrajectories"] = row.AcceptedTrajectories;
        values["generatedTokens"] = row.GeneratedTokens;
        values["tailIndex"] = row.TailIndex ?? double.NaN;
        values["criticHelpfulness"] = row.Critic?.Helpfulness ?? double.NaN;
        Write("evaluation", row.Iteration, row.Iteration, values.Where(v => !double.IsNaN(v.Value)).ToDictionary());
    }

    /// <summary>Any other numbers, such as those of an exploration phase under way.</summary>
    /// <param name="kind">What was measured; groups the curves.</param>
    /// <param name="row">The report's row.</param>
    /// <param name="step">Position on the curve.</param>
    /// <param name="values">The numbers by name.</param>
    public void Write(string kind, int row, int step, IReadOnlyDictionary<string, double> values)
    {
        lock (_lock)
        {
            var point = new MetricPoint(kind, row, step, _clock.GetUtcNow(), values);
            // The file that says what is written comes last: a row that a kill cut off between the two is written again.
            EventsOf(kind, row).Write(point.Time, step, values.Select(value => KeyValuePair.Create($"{kind}/{value.Key}", value.Value)));
            _log.Write(point);
        }
    }

    private EventFile EventsOf(string kind, int row)
    {
        var folder = kind == "evaluation" ? kind : Path.Combine(kind, FormattableString.Invariant($"iteration-{row}"));
        if (_events.TryGetValue(kind, out var open) && open.Folder == folder)
            return open.File;
        open.File?.Dispose();
        var file = Guarded(() => EventFile.In(Path.Combine(_tensorBoard, folder), _clock.GetUtcNow()));
        _events[kind] = (folder, file);
        return file;
    }

    private T Guarded<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"TensorBoard files cannot be written into {_tensorBoard} ({e.Message}): free the disk or choose another run folder with --run.", e);
        }
    }

    public void Dispose()
    {
        _log.Dispose();
        foreach (var (_, file) in _events.Values)
            file.Dispose();
    }
}
