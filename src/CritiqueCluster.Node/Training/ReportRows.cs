using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Writes each row of the report to the metrics when its evaluation is complete, beside the run: reading the journal must not
/// hold up the actors. A row that an earlier process has written is not written again.
/// </summary>
internal sealed class ReportRows
{
    private readonly JournalFollower _follower;
    private readonly RunMetrics _metrics;
    private readonly Action<string> _warn;
    private readonly HashSet<int> _written;
    private readonly HashSet<string> _warned = [];
    private Task _reading = Task.CompletedTask;

    /// <param name="follower">Reads the journal.</param>
    /// <param name="metrics">Where rows are written.</param>
    /// <param name="folder">The run.</param>
    /// <param name="warn">Told when entropy collapses or blows up.</param>
    public ReportRows(JournalFollower follower, RunMetrics metrics, RunFolder folder, Action<string> warn)
    {
        (_follower, _metrics, _warn) = (follower, metrics, warn);
        _written = [.. MetricsLog.Read(folder.In(RunMetrics.FileName)).Where(point => point.Kind == "evaluation").Select(point => point.Iteration)];
    }

    /// <summary>Has the stages that were closed since the last call read, after those before them.</summary>
    public void Advance() => _reading = ReadAfterAsync(_reading, ended: false);

    /// <summary>Reads what is left.</summary>
    /// <returns>Time by phase, over all processes that worked on the run.</returns>
    public async Task<PhaseSeconds> FinishAsync()
    {
        await ReadAfterAsync(_reading, ended: true);
        return JournalFollower.SecondsOf(_follower.Usage);
    }

    private async Task ReadAfterAsync(Task before, bool ended)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (!_follower.Advance(ended))
            return;
        var report = _follower.Build();
        foreach (var row in report.Iterations)
            if (row.Evaluation is not null && _written.Add(row.Iteration))
                _metrics.Iteration(row);
        foreach (var alarm in report.Alarms)
            if (_warned.Add(alarm.Text))
                _warn(alarm.Text);
    }
}
