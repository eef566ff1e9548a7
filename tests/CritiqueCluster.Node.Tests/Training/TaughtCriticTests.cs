using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;

namespace CritiqueCluster.Node.Tests.Training;

[Collection(nameof(TinyRunCollection))]
public sealed class TaughtCriticTests(TaughtCritic run) : IClassFixture<TaughtCritic>
{
    [Fact]
    public void Should_criticise_each_iteration_with_the_critic_that_the_one_before_gave()
    {
        Assert.True(run.Trained.Code == 0, run.Trained.Error);
        var training = ExplorationFold.Completed(new JournalReader(run.Folder).Entries()).Select(e => e.Record).Where(e => e.Purpose == ExplorationPurpose.Training).ToList();
        Assert.All(training, e => Assert.Equal((e.Iteration, e.Iteration), (e.PolicyVersion, e.CriticVersion)));
        Assert.All(training.SelectMany(e => e.Critiques.Select(c => (e.Iteration, c.CriticVersion))), pair => Assert.Equal(pair.Iteration, pair.CriticVersion));
        Assert.Contains(training, e => e.Iteration == 1 && e.Critiques.Count > 0);
    }

    [Fact]
    public void Should_report_how_good_it_is_after_each_learning_and_how_it_helped()
    {
        var rows = run.Trained.Json["iterations"]!.AsArray();
        Assert.Equal([0, 1, 2], rows.Select(row => (int)row!["critic"]!["version"]!));
        Assert.All(rows, row => Assert.InRange((double)row!["critic"]!["f1"]!, 0, 1));
        Assert.Null(rows[0]!["critic"]!["helpfulness"]);
        Assert.All(rows.Skip(1), row =>
        {
            Assert.InRange((double)row!["critic"]!["helpfulness"]!, 0, 1);
            Assert.Equal((int)row["exploration"]!["refinements"]!, (int)row["critic"]!["refinements"]!);
        });
        Assert.Equal(0, (int)rows[1]!["critic"]!["learning"]!["helpful"]!);
        Assert.True((int)rows[1]!["critic"]!["learning"]!["discriminating"]! > 0);
        Assert.Equal(Published().Select(node => node.Hash), rows.Skip(1).Select(row => (string?)row!["critic"]!["learning"]!["hash"]));
        Assert.Equal(Published()[^1].Hash, (string?)run.Trained.Json["parameters"]!["critic"]);
        Assert.NotEqual((string?)rows[1]!["policy"], Published()[0].Hash);
        Assert.Contains("As it learned", File.ReadAllText(Path.Combine(run.Folder, "report.html")), StringComparison.Ordinal);
        var points = MetricsLog.Read(Path.Combine(run.Folder, RunMetrics.FileName)).Where(point => point.Kind == "critic").ToList();
        Assert.Equal(rows.Sum(row => (int?)row!["critic"]!["learning"]?["steps"] ?? 0), points.Count);
    }

    [Fact]
    public async Task Should_verify_both_models_bit_for_bit()
    {
        var verified = await Invocation.Of("replay", run.Folder, "--verify", "--json");
        var check = await Invocation.Of("journal", "check", run.Folder);

        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal(
            [("policy", 1), ("critic", 1), ("policy", 2), ("critic", 2)],
            verified.Json["versions"]!.AsArray().Select(version => ((string)version!["model"]!, (int)version["version"]!)));
        Assert.All(verified.Json["versions"]!.AsArray(), version => Assert.Equal((string?)version!["journalled"], (string?)version["replayed"]));
        Assert.Equal(0, check.Code);
    }

    [Fact]
    public async Task Should_name_the_critic_whose_files_are_others()
    {
        using var copy = new RunCopy(run.Folder);
        using (var file = File.Open(Path.Combine(copy.Folder, "parameters", "critic", "v000001", "model.safetensors"), FileMode.Open))
        {
            file.Seek(-1, SeekOrigin.End);
            var last = file.ReadByte();
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(last ^ 1));
        }

        var found = await copy.ReplayAsync("--verify");
        var check = await Invocation.Of("journal", "check", copy.Folder);

        Assert.Equal((1, 1), (found.Code, check.Code));
        Assert.Contains("The critic's version 1 was published as ", found.Output, StringComparison.Ordinal);
        Assert.Contains("v000001 holds something else: first in tensor ", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_go_on_with_the_critic_of_its_checkpoint()
    {
        using var copy = new RunCopy(run.Folder);
        copy.CutAfter(copy.Entries().First(entry => entry.Event is ParametersPublished).Position);
        Directory.Delete(Path.Combine(copy.Folder, "checkpoints", "000002"), recursive: true);
        foreach (var model in new[] { "policy", "critic" })
            Directory.Delete(Path.Combine(copy.Folder, "parameters", model, "v000002"), recursive: true);

        var resumed = await Invocation.Of("train", "--resume", "--run", copy.Folder, "--json");

        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.True(JsonNode.DeepEquals(run.Trained.Json["parameters"], resumed.Json["parameters"]));
    }

    [Fact]
    public async Task Should_verify_from_a_snapshot_that_has_its_critic()
    {
        using var copy = new RunCopy(run.Folder);
        var applied = await Invocation.Of("journal", "compact", copy.Folder, "--keep", "1", "--apply", "--json");
        var verified = await copy.ReplayAsync("--verify", "--json");

        Assert.True((applied.Code, verified.Code) == (0, 0), applied.Error + verified.Error + verified.Output);
        Assert.Equal(Published()[^1].Hash, (string?)verified.Json["versions"]![3]!["replayed"]);
    }

    [Fact]
    public async Task Should_be_trained_again_without_a_critic_and_heard_again_with_another()
    {
        using var copy = new RunCopy(run.Folder);
        var trained = await copy.ReplayAsync("--filter", "Sampled", "--until", "0", "--output", copy.Beside("again"));
        var heard = await copy.ReplayAsync("--critic", "exact", "--json");

        Assert.True((trained.Code, heard.Code) == (0, 0), trained.Error + heard.Error);
        Assert.False(Directory.Exists(Path.Combine(copy.Beside("again"), "parameters", "critic")));
    }

    private List<(int Step, string Hash)> Published() =>
        [.. new[] { 1, 2 }.Select(step => (step, ModelSource.HashOf(Path.Combine(run.Folder, "parameters", "critic", $"v{step:D6}"))))];
}
