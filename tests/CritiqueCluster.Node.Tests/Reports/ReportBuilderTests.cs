using System.Text.Json;
using System.Text.RegularExpressions;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Tests.Reports;

public sealed class ReportBuilderTests
{
    [Fact]
    public void Should_write_the_promised_keys()
    {
        using var folder = new TemporaryFolder();
        Write(new SyntheticRun(), folder.Path);

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("report.json")));

        var root = json.RootElement;
        Assert.Equal("countdown-example", root.GetProperty("run").GetString());
        Assert.Equal(7, root.GetProperty("seed").GetInt64());
        Assert.Equal("critique", root.GetProperty("arm").GetString());
        Assert.InRange(root.GetProperty("criticF1").GetDouble(), 0.5, 1);
        Assert.StartsWith("sha256:", root.GetProperty("parameters").GetProperty("policy").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("sha256:", root.GetProperty("parameters").GetProperty("critic").GetString(), StringComparison.Ordinal);
        foreach (var phase in (string[])["generation", "critique", "learning", "other"])
            Assert.True(root.GetProperty("seconds").GetProperty(phase).GetDouble() > 0);
        var rows = root.GetProperty("iterations").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3], rows.Select(r => r.GetProperty("iteration").GetInt32()));
        foreach (var row in rows)
        {
            Assert.StartsWith("sha256:", row.GetProperty("policy").GetString(), StringComparison.Ordinal);
            Assert.Equal(["1", "8", "32"], row.GetProperty("passAt").EnumerateObject().Select(p => p.Name));
            Assert.True(row.GetProperty("distinctPerProblem").GetDouble() > 0);
            Assert.True(row.GetProperty("tokenEntropy").GetDouble() > 0);
            Assert.True(row.TryGetProperty("acceptedTrajectories", out _));
            Assert.True(row.TryGetProperty("generatedTokens", out _));
        }
        Assert.Equal(Difficulty.Bins, rows[1].GetProperty("tail").EnumerateArray().Select(b => b.GetProperty("bin").GetString()));
        Assert.True(rows[1].GetProperty("tail")[0].TryGetProperty("share", out _));
        Assert.True(rows[1].GetProperty("tail")[0].TryGetProperty("covered", out _));
    }

    [Fact]
    public void Should_read_its_own_json_back()
    {
        var report = Built(new SyntheticRun(iterations: 1)).Build(Seconds);

        var text = ReportJson.Write(report);

        Assert.Equal(text, ReportJson.Write(ReportJson.Read(text)));
    }

    [Fact]
    public void Should_write_a_page_that_fetches_nothing_and_closes_what_it_opens()
    {
        using var folder = new TemporaryFolder();
        Write(new SyntheticRun(), folder.Path);

        var page = File.ReadAllText(folder.File("report.html"));

        Assert.DoesNotMatch(new Regex("""(src|href|action)\s*=|https?:|@import|url\(|<script"""), page);
        foreach (var element in (string[])["table", "tr", "td", "th", "svg", "text", "figure", "section", "details", "div", "span", "main"])
            Assert.True(Regex.Count(page, $@"<{element}[\s>]") == Regex.Count(page, $"</{element}>"), $"<{element}> is not balanced");
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.Equal(12, Regex.Count(page, "<details"));
        Assert.True(Regex.Count(page, "<svg") >= 10);
    }

    [Fact]
    public void Should_say_where_the_exact_critic_makes_it_an_upper_bound()
    {
        using var folder = new TemporaryFolder();
        Write(new SyntheticRun(CriticKind.Exact, iterations: 1), folder.Path);

        Assert.Contains("<b>Upper bound.</b>", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
        Assert.True(ReportJson.Read(File.ReadAllText(folder.File("report.json"))).UpperBound);
    }

    [Fact]
    public void Should_escape_what_models_and_files_say()
    {
        const string evil = "<img onerror='x' \"&>";
        var run = new SyntheticRun(iterations: 1);
        var builder = new ReportBuilder(run.Facts with { Name = evil }, run.CheckerOf);
        foreach (var e in run.Explorations())
            builder.Add(e with
            {
                Attempts = [.. e.Attempts.Select(a => a with { Reason = evil, Attempt = a.Attempt with { Text = $"{a.Attempt.Text}\n{evil}" } })],
                Critiques = [.. e.Critiques.Select(c => c with { Critique = null, Text = evil })],
            });
        using var folder = new TemporaryFolder();
        builder.Write(folder.Path, Seconds);

        var page = File.ReadAllText(folder.File("report.html"));

        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("&lt;img onerror=&#39;x&#39; &quot;&amp;&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_choose_the_same_explorations_whatever_the_order()
    {
        var explorations = new SyntheticRun().Explorations().ToList();
        var run = new SyntheticRun();
        var forward = new NotableExplorations(run.CheckerOf);
        explorations.ForEach(forward.Add);
        explorations.Reverse();
        var backward = new NotableExplorations(run.CheckerOf);
        explorations.ForEach(backward.Add);

        var chosen = forward.Choose();

        Assert.Equal(chosen.Select(n => (n.Why, n.Exploration.Id)), backward.Choose().Select(n => (n.Why, n.Exploration.Id)));
        Assert.Equal(12, chosen.DistinctBy(n => n.Exploration.Problem.Id).Count());
        Assert.Contains(chosen, n => n.Why.StartsWith("Solved only by refinement", StringComparison.Ordinal));
        Assert.Contains(chosen, n => n.Why.StartsWith("The critic was wrong", StringComparison.Ordinal));
        Assert.All(chosen, n => Assert.All(n.Focus, i => Assert.Contains(n.Exploration.Attempts, a => a.Attempt.Index == i)));
    }

    [Fact]
    public void Should_report_a_run_that_only_measured_its_base()
    {
        var run = new SyntheticRun(iterations: 0);
        using var folder = new TemporaryFolder();

        var report = Built(run).Write(folder.Path, Seconds);

        Assert.Equal(0, Assert.Single(report.Iterations).Iteration);
        Assert.Null(report.Critic);
        Assert.Contains("base policy", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_report_a_run_that_measured_nothing_and_whose_loss_blew_up()
    {
        var run = new SyntheticRun(iterations: 1);
        var builder = new ReportBuilder(run.Facts, run.CheckerOf);
        foreach (var exploration in run.Explorations().Where(e => e.Purpose == ExplorationPurpose.Training))
            builder.Add(exploration);
        using var folder = new TemporaryFolder();
        using (var metrics = new RunMetrics(folder.Path))
            foreach (var step in (int[])[1, 2, 3])
                metrics.Learning(0, new LearningProgress(step, 3, step == 3 ? double.NaN : step, 1, 5e-4, 2048));

        builder.Write(folder.Path, Seconds);

        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("nothing was measured on held-out problems", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_list_quarantined_requests_with_their_reasons()
    {
        var run = new SyntheticRun(iterations: 1);
        var builder = new ReportBuilder(run.Facts, run.CheckerOf);
        foreach (var exploration in run.Explorations())
            builder.Add(exploration.Purpose == ExplorationPurpose.Training
                ? exploration with { Quarantined = [new QuarantinedRequest($"{exploration.Id}/r1/c", "the critic <failed>")] }
                : exploration);
        using var folder = new TemporaryFolder();

        builder.Write(folder.Path, Seconds);

        var read = ReportJson.Read(File.ReadAllText(folder.File("report.json"))).Quarantined!;
        Assert.Equal((90, 90, 90), (read.Explorations, read.Requests, read.Entries.Count));
        Assert.Equal(new QuarantineReason("the critic <failed>", 90), Assert.Single(read.Reasons));
        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("<h2>Quarantined requests</h2>", page, StringComparison.Ordinal);
        Assert.Contains("20 of 90 requests", page, StringComparison.Ordinal);
        Assert.Equal(21, Regex.Count(page, "the critic &lt;failed&gt;")); // the reason's count, and 20 requests
    }

    [Fact]
    public void Should_report_a_journal_with_entropies_that_are_not_numbers()
    {
        var run = new SyntheticRun(iterations: 1);
        var builder = new ReportBuilder(run.Facts, run.CheckerOf);
        foreach (var exploration in run.Explorations())
            builder.Add(exploration with { Attempts = [.. exploration.Attempts.Select(attempt => attempt with { Attempt = WithoutEntropy(attempt.Attempt) })] });
        using var folder = new TemporaryFolder();

        builder.Write(folder.Path, Seconds);

        using var json = JsonDocument.Parse(File.ReadAllText(folder.File("report.json")));
        Assert.All(json.RootElement.GetProperty("iterations").EnumerateArray(), row => Assert.Equal(JsonValueKind.Null, row.GetProperty("tokenEntropy").ValueKind));
        Assert.DoesNotContain("NaN", File.ReadAllText(folder.File("report.html")), StringComparison.Ordinal);

        static Attempt WithoutEntropy(Attempt attempt) => attempt with { Entropies = [.. attempt.Entropies.Select(_ => float.NaN)] };
    }

    [Fact]
    public void Should_name_a_folder_that_cannot_be_written()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("report.json"));

        var error = Assert.Throws<EnvironmentException>(() => Built(new SyntheticRun(iterations: 0)).Write(folder.Path, Seconds));

        Assert.Contains("report.json", error.Message, StringComparison.Ordinal);
    }

    private static PhaseSeconds Seconds => new(150, 12.5, 80, 21);

    private static ReportBuilder Built(SyntheticRun run)
    {
        var builder = new ReportBuilder(run.Facts, run.CheckerOf);
        foreach (var exploration in run.Explorations())
            builder.Add(exploration);
        foreach (var learning in run.Learnings())
            builder.Add(learning);
        if (run.Recipe.Iterations > 0)
            builder.AuditCritic(new ExactCritic(run.CheckerOf("countdown")!), ExactCritic.VersionStep);
        return builder;
    }

    private static void Write(SyntheticRun run, string folder)
    {
        using (var metrics = new RunMetrics(folder))
            for (var iteration = 0; iteration < run.Recipe.Iterations; iteration++)
                for (var step = 1; step <= 60; step++)
                    metrics.Learning(iteration, new LearningProgress(
                        step, 60, 0.6 - 0.04 * iteration + 0.3 * Math.Exp(-step / 9.0) + 0.02 * Math.Sin(step), 1, 5e-4, step * 2048));
        Built(run).Write(folder, Seconds);
        if (Environment.GetEnvironmentVariable("CRITIQUE_KEEP_REPORT") is { Length: > 0 } keep)
            File.Copy(Path.Combine(folder, "report.html"), Path.Combine(keep, $"{run.Recipe.Critic.Kind}.html"), overwrite: true);
    }
}
