using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Journals;

[Collection(nameof(TinyRunCollection))]
public sealed class CompactedJournalTests(TinyRun run) : IDisposable
{
    private readonly RunCopy _copy = new(run.Folder);

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Should_change_nothing_unless_told_to()
    {
        var before = await File.ReadAllBytesAsync(Path.Combine(_copy.Folder, "journal.db"));

        var planned = await CompactAsync("--json");

        Assert.Equal(0, planned.Code);
        Assert.False((bool)planned.Json["applied"]!);
        Assert.True((int)planned.Json["rows"]! > 0);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(_copy.Folder, "journal.db")));
        Assert.False(Directory.Exists(Path.Combine(_copy.Folder, "snapshots")));
    }

    [Fact]
    public async Task Should_verify_from_where_it_begins_afterwards()
    {
        var rows = Rows();
        var planned = await CompactAsync("--json");
        var applied = await CompactAsync("--apply", "--json");
        var again = await CompactAsync("--apply");
        var verified = await _copy.ReplayAsync("--verify", "--json");
        var check = await Invocation.Of("journal", "check", _copy.Folder);

        Assert.Equal((0, 0, 0, 0), (applied.Code, again.Code, verified.Code, check.Code));
        Assert.True((bool)applied.Json["applied"]!);
        Assert.Equal((int)planned.Json["rows"]!, (int)applied.Json["rows"]!);
        Assert.Equal("nothing to remove\n", again.Output);
        Assert.Equal(rows - Rows(), (int)applied.Json["rows"]!);
        Assert.DoesNotContain(_copy.Entries(), entry => entry.Exploration?.StartsWith("0/", StringComparison.Ordinal) == true);
        Assert.Contains(_copy.Entries(), entry => entry.Exploration?.StartsWith("-1/e/", StringComparison.Ordinal) == true); // the base is compared with
        Assert.Equal((string?)run.Report["parameters"]!["policy"], (string?)verified.Json["versions"]![1]!["replayed"]);
        Assert.Equal([true, false], verified.Json["versions"]!.AsArray().Select(version => (bool)version!["compacted"]!)); // the first is what the replay began with

        var binned = await Invocation.Of("rollouts", "list", _copy.Folder, "--bin", "0");
        Assert.Equal(3, binned.Code);
        Assert.Contains("leave --bin away", binned.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_run_that_does_not_verify()
    {
        var published = _copy.Entries().First(entry => entry.Event is ParametersPublished);
        var fact = (ParametersPublished)published.Event;
        _copy.Rewrite(published.Position, fact with { Version = fact.Version with { Hash = "sha256:" + new string('0', 64) } });
        var rows = Rows();

        var refused = await CompactAsync("--apply");

        Assert.Equal(4, refused.Code);
        Assert.Contains("Nothing was removed: the run does not verify. Version 1 ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(rows, Rows());
    }

    [Fact]
    public async Task Should_keep_the_report_of_a_finished_run()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(_copy.Folder, "report.json"));
        var page = await File.ReadAllTextAsync(Path.Combine(_copy.Folder, "report.html"));
        Assert.Equal(0, (await CompactAsync("--apply")).Code);

        var resumed = await Invocation.Of("train", "--resume", "--run", _copy.Folder, "--json");

        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Contains("stay as they were", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(_copy.Folder, "report.json")));
        Assert.Equal(page, await File.ReadAllTextAsync(Path.Combine(_copy.Folder, "report.html")));
        Assert.True(JsonNode.DeepEquals(run.Report["iterations"], resumed.Json["iterations"]));
    }

    [Fact]
    public async Task Should_go_on_with_an_unfinished_run_and_say_what_its_report_lacks()
    {
        _copy.CutAfter(_copy.Entries().Last(entry => entry.Event is ParametersPublished).Position);
        File.Delete(Path.Combine(_copy.Folder, "report.json"));
        File.Delete(Path.Combine(_copy.Folder, "report.html"));
        Assert.Equal(0, (await CompactAsync("--apply")).Code);

        var resumed = await Invocation.Of("train", "--resume", "--run", _copy.Folder, "--json");

        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Contains("the report's rows 1 to 1 lack them", resumed.Error, StringComparison.Ordinal);
        Assert.Equal((string?)run.Report["parameters"]!["policy"], (string?)resumed.Json["parameters"]!["policy"]);
        Assert.True(JsonNode.DeepEquals(run.Report["iterations"]![2]!["passAt"], resumed.Json["iterations"]![2]!["passAt"]));
        Assert.Equal(0, (await _copy.ReplayAsync("--verify")).Code);
    }

    [Fact]
    public async Task Should_say_that_it_cannot_be_trained_from_any_more()
    {
        Assert.Equal(0, (await _copy.ReplayAsync("--until", "1", "--output", _copy.Beside("before"))).Code);
        Assert.Equal(0, (await CompactAsync("--apply")).Code);

        var after = await _copy.ReplayAsync("--objective", "Grpo", "--output", _copy.Beside("after"));
        var earlier = await Invocation.Of("replay", _copy.Beside("before"), "--verify");

        Assert.Equal((3, 3), (after.Code, earlier.Code));
        Assert.Contains("journal compact", after.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be verified any more", earlier.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_copy.Beside("after")));
    }

    private Task<Invocation> CompactAsync(params string[] args) => Invocation.Of(["journal", "compact", _copy.Folder, "--keep", "1", .. args]);

    private int Rows() => _copy.Entries().Select(entry => entry.Position).Distinct().Count();
}
