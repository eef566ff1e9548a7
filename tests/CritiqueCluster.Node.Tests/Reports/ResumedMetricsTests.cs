using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Tests.Reports;

/// <summary>A run was killed while iteration 2 learned, and a second process did that iteration again.</summary>
public sealed class ResumedMetricsTests : IDisposable
{
    private const int Steps = 60, KilledAt = 41;

    private readonly TemporaryFolder _folder = new();

    private string MetricsFile => _folder.File(RunMetrics.FileName);

    private string TensorBoard => _folder.File("tensorboard");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PurgeRule.Start)]
    [InlineData(PurgeRule.Preempt)]
    public void Should_show_each_step_of_each_curve_once(PurgeRule rule)
    {
        KillAndResume();

        var curves = TensorBoardReader.Steps(TensorBoard, rule);

        Assert.Equal(Range(1, Steps), StepsOf(curves, "learning/loss", "iteration-1"));
        Assert.Equal(Range(1, Steps), StepsOf(curves, "learning/loss", "iteration-2"));
        Assert.Equal(Range(Steps + 1, 10), StepsOf(curves, "critic/loss", "iteration-1"));
        Assert.Equal(Range(Steps + 1, 10), StepsOf(curves, "critic/loss", "iteration-2"));
        Assert.Equal([0, 1, 2], StepsOf(curves, "evaluation/pass@1", "evaluation"));
    }

    [Theory]
    [InlineData(PurgeRule.Start)]
    [InlineData(PurgeRule.Preempt)]
    public void Should_show_each_step_once_where_one_process_learns_an_iteration_again(PurgeRule rule)
    {
        using (var metrics = new RunMetrics(_folder.Path))
        {
            Learn(metrics, 0, 20);
            Learn(metrics, 1, 30);
            Learn(metrics, 1, 40);
        }

        var curves = TensorBoardReader.Steps(TensorBoard, rule);

        Assert.Equal(Range(1, 20), StepsOf(curves, "learning/loss", "iteration-1"));
        Assert.Equal(Range(1, 40), StepsOf(curves, "learning/loss", "iteration-2"));
        Assert.Equal(Range(1, 40), LearnedSteps(2));
    }

    [Fact]
    public void Should_hold_each_step_once_in_metrics_jsonl()
    {
        KillAndResume();

        var lines = File.ReadAllLines(MetricsFile);
        var points = MetricsLog.Read(MetricsFile).ToList();

        Assert.Equal(lines.Length, points.Count); // every line can be read
        Assert.Equal(points.Count, points.DistinctBy(point => (point.Kind, point.Iteration, point.Step)).Count());
        Assert.Equal(Range(1, Steps), LearnedSteps(1));
        Assert.Equal(Range(1, Steps), LearnedSteps(2));
        Assert.All(points.Where(point => point is { Kind: "learning", Iteration: 2 }), point => Assert.Equal(Resumed, point.Values["loss"]));
        Assert.Equal([0, 1, 2], points.Where(point => point.Kind == "evaluation").Select(point => point.Step));
    }

    [Fact]
    public void Should_leave_superseded_lines_until_they_are_written_again()
    {
        WriteUntilKilled();
        using (new RunMetrics(_folder.Path)) { }

        Assert.Equal(Range(1, KilledAt), LearnedSteps(2));
    }

    [Fact]
    public void Should_read_each_step_once_of_a_file_in_which_an_earlier_program_left_them_twice()
    {
        KillAndResume();
        File.AppendAllLines(MetricsFile, File.ReadAllLines(MetricsFile).Where(line => line.Contains("\"learning\",\"iteration\":2", StringComparison.Ordinal)));

        Assert.Equal(Range(1, Steps), LearnedSteps(2));
        using (new RunMetrics(_folder.Path)) { }
        Assert.Equal(MetricsLog.Read(MetricsFile).Count(), File.ReadAllLines(MetricsFile).Length);
    }

    [Fact]
    public void Should_name_a_second_file_so_that_it_comes_after_the_first_though_the_clock_went_back()
    {
        var clock = new SteppedClock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        for (var process = 0; process < 12; process++)
        {
            clock.Now -= TimeSpan.FromHours(1);
            using var metrics = new RunMetrics(_folder.Path, clock);
            Learn(metrics, 0, 12 - process);
        }

        Assert.Equal([1], StepsOf(TensorBoardReader.Steps(TensorBoard, PurgeRule.Start), "learning/loss", "iteration-1"));
    }

    private const double Killed = 0.5, Resumed = 0.25;

    private void KillAndResume()
    {
        WriteUntilKilled();
        using var metrics = new RunMetrics(_folder.Path);
        Learn(metrics, 1, Steps, Resumed);
        LearnCritic(metrics, 1);
        Evaluate(metrics, 2);
    }

    /// <summary>The kill tore the line and the record that were being written.</summary>
    private void WriteUntilKilled()
    {
        using (var metrics = new RunMetrics(_folder.Path))
        {
            Evaluate(metrics, 0);
            Learn(metrics, 0, Steps);
            LearnCritic(metrics, 0);
            Evaluate(metrics, 1);
            Learn(metrics, 1, KilledAt);
        }
        File.AppendAllText(MetricsFile, "{\"kind\":\"learning\",\"itera");
        var newest = Directory.GetFiles(TensorBoard, "*tfevents*", SearchOption.AllDirectories).MaxBy(File.GetLastWriteTimeUtc)!;
        var record = File.ReadAllBytes(newest)[..30];
        using var events = new FileStream(newest, FileMode.Append);
        events.Write(record);
    }

    private static void Learn(RunMetrics metrics, int iteration, int steps, double loss = Killed)
    {
        for (var step = 1; step <= steps; step++)
            metrics.Learning(iteration, new LearningProgress(step, steps, loss, 1, 1e-4, 100 * step));
    }

    private static void LearnCritic(RunMetrics metrics, int iteration)
    {
        for (var step = Steps + 1; step <= Steps + 10; step++)
            metrics.Learning(iteration, new LearningProgress(step, Steps + 10, Killed, 1, 1e-4, 100 * step) { Model = ParameterVersion.Critic });
    }

    private static void Evaluate(RunMetrics metrics, int row) =>
        metrics.Write("evaluation", row, row, new Dictionary<string, double> { ["pass@1"] = 0.1 * row });

    private static IEnumerable<long> Range(int first, int count) => Enumerable.Range(first, count).Select(step => (long)step);

    private IEnumerable<long> LearnedSteps(int row) =>
        MetricsLog.Read(MetricsFile).Where(point => point.Kind == "learning" && point.Iteration == row).Select(point => (long)point.Step);

    private static List<long> StepsOf(Dictionary<(string Run, string Tag), List<long>> curves, string tag, string run) =>
        Assert.Single(curves, curve => curve.Key.Tag == tag && $"{curve.Key.Run}/".EndsWith($"{run}/", StringComparison.Ordinal)).Value;

    private sealed class SteppedClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
