using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Tests.Reports;

public sealed class RunMetricsTests
{
    [Fact]
    public void Should_read_back_what_was_written()
    {
        using var folder = new TemporaryFolder();
        using (var metrics = new RunMetrics(folder.Path))
        {
            metrics.Learning(0, new LearningProgress(1, 10, 0.5, 1.5, 1e-4, 2000));
            metrics.Learning(0, new LearningProgress(2, 10, double.NaN, 1.5, 1e-4, 4000));
        }

        var points = MetricsLog.Read(folder.File(RunMetrics.FileName)).ToList();

        Assert.Equal([(1, 1), (1, 2)], points.Select(p => (p.Iteration, p.Step)));
        Assert.Equal("learning", points[0].Kind);
        Assert.Equal(0.5, points[0].Values["loss"]);
        Assert.Equal(double.NaN, points[1].Values["loss"]);
        Assert.Contains("\"loss\":null", File.ReadAllLines(folder.File(RunMetrics.FileName))[1], StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(folder.File("tensorboard/learning/iteration-1"), "*tfevents*"));
    }

    [Fact]
    public void Should_append_after_a_line_that_was_torn_by_a_kill()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(RunMetrics.FileName);
        Write(path, step: 1);
        File.AppendAllText(path, "{\"kind\":\"learning\",\"itera");
        Write(path, step: 2);

        Assert.Equal([1, 2], MetricsLog.Read(path).Select(p => p.Step));
        Assert.Equal(2, File.ReadAllLines(path).Length);
    }

    [Fact]
    public void Should_read_nothing_from_a_missing_file() =>
        Assert.Empty(MetricsLog.Read(Path.Combine(Path.GetTempPath(), "no such folder", "metrics.jsonl")));

    [Fact]
    public void Should_name_a_file_that_cannot_be_opened()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File(RunMetrics.FileName));

        var error = Assert.Throws<EnvironmentException>(() => new RunMetrics(folder.Path));

        Assert.Contains(RunMetrics.FileName, error.Message, StringComparison.Ordinal);
    }

    private static void Write(string path, int step)
    {
        using var log = new MetricsLog(path);
        log.Write(new MetricPoint("learning", 1, step, DateTimeOffset.UnixEpoch, new Dictionary<string, double> { ["loss"] = 1 }));
    }
}
