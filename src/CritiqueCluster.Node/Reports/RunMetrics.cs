using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Reports;

/// <summary>Writes a run's numbers as it goes, to <c>metrics.jsonl</c> and to TensorBoard files. Thread-safe.</summary>
public sealed class RunMetrics : IDisposable
{
    /// <summary>The file's name in the run folder.</summary>
    public const string FileName = "metrics.jsonl";

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly MetricsLog _log;
    private readonly EventFile _events;

    /// <param name="runFolder">The run folder.</param>
    /// <param name="clock">Stamps the points; null is the system's clock.</param>
    /// <exception cref="EnvironmentException">A file cannot be opened.</exception>
    public RunMetrics(string runFolder, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        _log = new MetricsLog(Path.Combine(runFolder, FileName));
        try
        {
            _events = EventFile.In(Path.Combine(runFolder, "tensorboard"), _clock.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.Dispose();
            throw new EnvironmentException($"TensorBoard files cannot be written into {runFolder} ({e.Message}): free the disk or choose another run folder with --run.", e);
        }
    }

    /// <summary>
    /// After an optimizer step of iteration <paramref name="iteration"/> (from 0). The critic's have curves of their own, without what
    /// comes before its first step.
    /// </summary>
    public void Learning(int iteration, LearningProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var ofCritic = progress.Model == ParameterVersion.Critic;
        if (ofCritic && progress.LearningRate == 0)
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
            _log.Write(point);
            // A curve of its own for each iteration; evaluations make one curve over iterations.
            var suffix = kind == "evaluation" ? "" : FormattableString.Invariant($"/iteration {row}");
            foreach (var (name, value) in values)
                _events.Write(point.Time, $"{kind}/{name}{suffix}", step, (float)value);
        }
    }

    public void Dispose()
    {
        _log.Dispose();
        _events.Dispose();
    }
}
