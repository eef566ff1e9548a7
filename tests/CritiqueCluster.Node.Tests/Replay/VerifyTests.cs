using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Replay;

[Collection(nameof(TinyRunCollection))]
public sealed class VerifyTests(TinyRun run)
{
    [Fact]
    public async Task Should_verify_a_run_and_say_so_in_the_documented_fields()
    {
        var verified = await Invocation.Of("replay", run.Folder, "--verify", "--json");

        Assert.True(verified.Code == 0, verified.Error);
        Assert.Equal(["verified", "versions", "explorations", "trajectories", "seconds"], verified.Json.AsObject().Select(pair => pair.Key).Take(5));
        Assert.True((bool)verified.Json["verified"]!);
        Assert.Equal([1, 2], verified.Json["versions"]!.AsArray().Select(version => (int)version!["version"]!));
        Assert.All(verified.Json["versions"]!.AsArray(), version =>
        {
            Assert.Equal(["version", "journalled", "replayed"], version!.AsObject().Select(pair => pair.Key).Take(3));
            Assert.Equal((string?)version["journalled"], (string?)version["replayed"]);
        });
        Assert.Equal((string?)run.Report["parameters"]!["policy"], (string?)verified.Json["versions"]![1]!["replayed"]);
        Assert.Equal(42, (int)verified.Json["explorations"]!);
        Assert.True((int)verified.Json["trajectories"]! > 0);
    }

    [Fact]
    public async Task Should_name_the_first_version_whose_journalled_hash_is_another()
    {
        using var copy = new RunCopy(run.Folder);
        var published = copy.Entries().First(entry => entry.Event is ParametersPublished);
        var fact = (ParametersPublished)published.Event;
        var wrong = "sha256:" + new string('0', 64);
        copy.Rewrite(published.Position, fact with { Version = fact.Version with { Hash = wrong } });

        var found = await copy.ReplayAsync("--verify");

        Assert.Equal(1, found.Code);
        Assert.Contains($"Version 1 was published as {wrong}, but its replay gives {fact.Version.Hash}", found.Output, StringComparison.Ordinal);
        Assert.Contains("the journal names another hash than the files have", found.Output, StringComparison.Ordinal);
        Assert.Contains("NOT verified", found.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capability", "avx9")]
    [InlineData("processor", "Another Processor")]
    public async Task Should_not_call_it_damage_when_another_kind_of_machine_computes_something_else(string field, string value)
    {
        using var copy = new RunCopy(run.Folder);
        MakeElsewhere(copy, field, value);
        foreach (var row in copy.Entries().Where(e => e.Exploration?.StartsWith("1/t/", StringComparison.Ordinal) == true).GroupBy(e => e.Position))
            copy.Rewrite(row.Key, new ExplorationPage([.. row.Select(e => new PagedEvent(e.Exploration!, Reversed((ExplorationEvent)e.Event)))]));

        var found = await copy.ReplayAsync("--verify", "--json");

        Assert.Equal(1, found.Code);
        Assert.False((bool)found.Json["verified"]!);
        var difference = (string)found.Json["difference"]!;
        Assert.Contains($"no sign of damage: the run was made with {Machine.Here with { Capability = field == "capability" ? value : Machine.Here.Capability, Processor = field == "processor" ? value : Machine.Here.Processor }}, this machine has {Machine.Here}", difference, StringComparison.Ordinal);
        Assert.Equal(value, (string?)found.Json["machine"]!["made"]![field]);
        Assert.NotEqual(value, (string?)found.Json["machine"]!["this"]![field]);
        Assert.False((bool)found.Json["machine"]!["alike"]!);
    }

    [Fact]
    public async Task Should_verify_what_another_kind_of_machine_computes_alike()
    {
        using var copy = new RunCopy(run.Folder);
        MakeElsewhere(copy, "capability", "avx9");
        Assert.Equal(0, (await copy.ReplayAsync("--verify")).Code);
    }

    [Fact]
    public async Task Should_name_the_tensor_when_an_exploration_was_changed()
    {
        using var copy = new RunCopy(run.Folder);
        // What follows from a change in iteration 1 is version 2: version 1 must still come out as it was.
        foreach (var row in copy.Entries().Where(e => e.Exploration?.StartsWith("1/t/", StringComparison.Ordinal) == true).GroupBy(e => e.Position))
            copy.Rewrite(row.Key, new ExplorationPage([.. row.Select(e => new PagedEvent(e.Exploration!, Reversed((ExplorationEvent)e.Event)))]));

        var found = await copy.ReplayAsync("--verify", "--json");

        Assert.Equal(1, found.Code);
        Assert.False((bool)found.Json["verified"]!);
        Assert.StartsWith("Version 2 was published as sha256:", (string?)found.Json["difference"], StringComparison.Ordinal);
        Assert.True((bool)found.Json["machine"]!["alike"]!);
        Assert.Contains("first in tensor model.embed_tokens.weight: ", (string?)found.Json["difference"], StringComparison.Ordinal);
        Assert.Equal((string?)found.Json["versions"]![0]!["journalled"], (string?)found.Json["versions"]![0]!["replayed"]);
        Assert.NotEqual((string?)found.Json["versions"]![1]!["journalled"], (string?)found.Json["versions"]![1]!["replayed"]);
    }

    [Fact]
    public async Task Should_name_the_tensor_of_a_published_file_with_one_other_byte()
    {
        using var copy = new RunCopy(run.Folder);
        using (var file = File.Open(Path.Combine(copy.Folder, "parameters", "policy", "v000002", "model.safetensors"), FileMode.Open))
        {
            file.Seek(-1, SeekOrigin.End);
            var last = file.ReadByte();
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)(last ^ 1));
        }

        var found = await copy.ReplayAsync("--verify");

        Assert.Equal(1, found.Code);
        Assert.Contains("v000002 holds something else: first in tensor ", found.Output, StringComparison.Ordinal);
        Assert.Contains(": 1 of ", found.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_verify_what_an_unfinished_run_has()
    {
        using var copy = new RunCopy(run.Folder);
        copy.CutAfter(copy.Entries().First(entry => entry.Event is ParametersPublished).Position);

        var half = await copy.ReplayAsync("--verify", "--json");
        copy.CutAfter(20);
        var begun = await copy.ReplayAsync("--verify");

        Assert.Equal((0, 0), (half.Code, begun.Code));
        Assert.Equal(1, (int)Assert.Single(half.Json["versions"]!.AsArray())!["version"]!);
        Assert.Contains("nothing to verify", begun.Output, StringComparison.Ordinal);
    }

    private static void MakeElsewhere(RunCopy copy, string field, string value)
    {
        var file = Path.Combine(copy.Folder, "run.json");
        var document = JsonNode.Parse(File.ReadAllText(file))!;
        document["machine"]![field] = value;
        File.WriteAllText(file, document.ToJsonString());
    }

    /// <summary>The same attempts with their tokens in reverse: as many, and otherwise as they were.</summary>
    private static ExplorationEvent Reversed(ExplorationEvent happened) => happened is AttemptsRecorded recorded
        ? recorded with { Attempts = [.. recorded.Attempts.Select(a => a with { Attempt = a.Attempt with { Tokens = [.. a.Attempt.Tokens.Reverse()] } })] }
        : happened;
}
