using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;

namespace CritiqueCluster.Node.Tests.Training;

[Collection(nameof(TinyRunCollection))]
public sealed class StreamRunTests(TinyStream run) : IClassFixture<TinyStream>
{
    [Fact]
    public void Should_report_a_row_for_each_version_and_measure_the_first_and_the_last()
    {
        Assert.True(run.Trained.Code == 0, run.Trained.Error);
        var rows = run.Trained.Json["iterations"]!.AsArray();
        Assert.Equal([0, 1, 2, 3, 4, 5], rows.Select(row => (int)row!["iteration"]!));
        Assert.Equal([0, 5], rows.Where(row => row!["passAt"]!.AsObject().Count > 0).Select(row => (int)row!["iteration"]!));
        Assert.All(rows.Skip(1), row => Assert.True((long)row!["generatedTokens"]! > 0));
        Assert.All(rows.Skip(1), row => Assert.StartsWith("sha256:", (string?)row!["policy"], StringComparison.Ordinal));
        Assert.Equal((string?)rows[5]!["policy"], (string?)run.Trained.Json["parameters"]!["policy"]);
        Assert.All(rows.Skip(1), row => Assert.Equal(
            row!["learning"]!["trajectories"]!.AsObject().Sum(source => (int)source.Value!), row["tail"]!.AsArray().Sum(bin => (int)bin!["trained"]!)));
        Assert.Contains("5/5 streaming", run.Trained.Error, StringComparison.Ordinal);
        Assert.Contains("<svg", File.ReadAllText(Path.Combine(run.Folder, "report.html")), StringComparison.Ordinal);
        var points = MetricsLog.Read(Path.Combine(run.Folder, RunMetrics.FileName));
        Assert.Equal([0, 5], points.Where(point => point.Kind == "evaluation").Select(point => point.Iteration));
    }

    [Fact]
    public void Should_learn_from_no_token_that_is_older_than_the_bound()
    {
        var entries = new JournalReader(run.Folder).Entries().ToList();
        var explored = ExplorationFold.Completed(entries).ToDictionary(e => e.Record.Id, e => e.Record);
        var batches = entries.Select(e => e.Event).OfType<BatchTaken>().ToList();
        Assert.Equal(25, batches.SelectMany(b => b.Explorations).Distinct().Count());
        Assert.All(batches, b => Assert.All(b.Explorations.SelectMany(id => explored[id].Attempts), attempt =>
        {
            Assert.InRange(attempt.Attempt.OldestVersion, b.Iteration - 1, b.Iteration);
            if (attempt.Attempt.Versions is { } spans)
                Assert.Equal(attempt.Attempt.SampledTokens, spans.Sum(span => span.Tokens)); // of what was thrown away no version is kept
        }));
        Assert.Equal(25, explored.Values.Count(e => e.Purpose == ExplorationPurpose.Training));
    }

    [Fact]
    public async Task Should_verify_bit_for_bit()
    {
        var verified = await Invocation.Of("replay", run.Folder, "--verify", "--json");
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal([1, 2, 3, 4, 5], verified.Json["versions"]!.AsArray().Select(version => (int)version!["version"]!));
        Assert.All(verified.Json["versions"]!.AsArray(), version => Assert.Equal((string?)version!["journalled"], (string?)version["replayed"]));
    }

    [Fact]
    public async Task Should_be_learned_from_again_with_an_objective_that_the_run_could_not_have_had()
    {
        using var copy = new RunCopy(run.Folder);
        var trained = await copy.ReplayAsync("--objective", "Grpo", "--until", "1", "--output", copy.Beside("grpo"));
        var verified = await Invocation.Of("replay", copy.Beside("grpo"), "--verify");
        Assert.True(trained.Code == 0, trained.Error);
        Assert.True(verified.Code == 0, verified.Error);
    }

    [Fact]
    public async Task Should_be_listed_counted_and_exported_like_any_run()
    {
        var listed = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--limit", "0");
        var base0 = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--limit", "0", "--policy-version", "0");
        var counted = await Invocation.Of("rollouts", "stats", run.Folder, "--json");
        var exported = await Invocation.Of("rollouts", "export", run.Folder);
        Assert.Equal(25, (int)listed.Json["found"]!);
        Assert.InRange((int)base0.Json["found"]!, 5, 24); // the first batch at least, and not all
        Assert.Equal(25, counted.Json["iterations"]!.AsArray().Where(row => (string?)row!["purpose"] == "training").Sum(row => (int)row!["explorations"]!));
        Assert.Equal(25 + 2 * 6, exported.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Should_verify_from_where_it_begins_after_a_compaction()
    {
        using var copy = new RunCopy(run.Folder);
        var compacted = await Invocation.Of("journal", "compact", copy.Folder, "--keep", "1", "--apply", "--json");
        var check = await Invocation.Of("journal", "check", copy.Folder);
        var verified = await copy.ReplayAsync("--verify");
        Assert.True(compacted.Code == 0, compacted.Error);
        Assert.True((int)compacted.Json["rows"]! > 0);
        Assert.True(check.Code == 0, check.Output);
        Assert.True(verified.Code == 0, verified.Output);
    }

    [Fact]
    public async Task Should_write_the_same_report_again_when_a_finished_run_is_resumed()
    {
        var again = await Invocation.Of("train", "--resume", "--run", run.Folder, "--json");
        Assert.True(again.Code == 0, again.Error);
        Assert.True(JsonNode.DeepEquals(run.Trained.Json["iterations"], again.Json["iterations"]));
    }

    [Fact]
    public async Task Should_begin_attempts_again_where_that_is_asked_for()
    {
        using var copy = new RunCopy(run.Folder);
        var folder = copy.Beside("restart");
        var trained = await Invocation.Of(
            ["train", "--run", folder, "--json", .. TinyStream.Settings, "--set", "Streaming.PartialAttempts=Restart", "--set", "Iterations=3", "--set", "Streaming.Staleness=2"]);
        var verified = await Invocation.Of("replay", folder, "--verify");
        Assert.True(trained.Code == 0, trained.Error);
        Assert.True(verified.Code == 0, verified.Output);
        Assert.All(ExplorationFold.Completed(new JournalReader(folder).Entries()), e => Assert.All(e.Record.Attempts, a => Assert.Null(a.Attempt.Versions)));
    }

    [Fact]
    public async Task Should_teach_a_critic_that_judges_with_what_it_has_learned()
    {
        using var copy = new RunCopy(run.Folder);
        var folder = copy.Beside("taught");
        var trained = await Invocation.Of(["train", "--run", folder, "--json", .. TinyStream.Settings, "--set", "Critic.Train=two-stage"]);
        var verified = await Invocation.Of("replay", folder, "--verify", "--json");
        Assert.True(trained.Code == 0, trained.Error);
        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal([1, 2, 3, 4, 5], verified.Json["versions"]!.AsArray().Where(v => (string?)v!["model"] == "critic").Select(v => (int)v!["version"]!));
        var judged = ExplorationFold.Completed(new JournalReader(folder).Entries()).Select(e => e.Record).Where(e => e.Critiques.Count > 0).ToList();
        Assert.All(judged, e => Assert.All(e.Critiques, c => Assert.True(c.CriticVersion >= e.CriticVersion)));
        Assert.Contains(judged, e => e.Critiques.Any(c => c.CriticVersion > 0));
    }

    [Fact]
    public async Task Should_say_what_a_stream_would_do()
    {
        var plan = await Invocation.Of(["train", "--run", run.Folder + "-planned", "--dry-run", .. TinyStream.Settings]);
        Assert.Contains("batches     5 of 5 explorations as a stream, staleness at most 1", plan.Output, StringComparison.Ordinal);
        Assert.Contains("about 600 to explore with per batch", plan.Output, StringComparison.Ordinal);
        var refused = await Invocation.Of(["train", "--run", run.Folder + "-planned", "--dry-run", .. TinyStream.Settings, "--set", "Streaming.Batch=13"]);
        Assert.Equal(3, refused.Code);
        Assert.Contains("Streaming.Batch is 13, but Problems.Train is 12", refused.Error, StringComparison.Ordinal);
    }
}
