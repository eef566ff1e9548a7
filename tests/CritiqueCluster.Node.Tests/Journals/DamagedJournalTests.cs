using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Journals;

[Collection(nameof(TinyRunCollection))]
public sealed class DamagedJournalTests(TinyRun run)
{
    [Fact]
    public async Task Should_find_a_sound_journal_sound()
    {
        var found = await Invocation.Of("journal", "check", run.Folder, "--json");
        var shown = await Invocation.Of("journal", "check", run.Folder);

        Assert.Equal((0, 0), (found.Code, shown.Code));
        Assert.True((bool)found.Json["sound"]!);
        Assert.Equal((42, 0, 0), ((int)found.Json["explorations"]!, (int)found.Json["open"]!, found.Json["problems"]!.AsArray().Count));
        Assert.EndsWith("sound\n", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_row_and_writer_of_a_flipped_byte()
    {
        using var copy = new RunCopy(run.Folder);
        var (position, writer) = copy.Damage(iteration: 0);

        var found = await Invocation.Of("journal", "check", copy.Folder, "--json");

        Assert.Equal(1, found.Code);
        Assert.False((bool)found.Json["sound"]!);
        var problem = found.Json["problems"]!.AsArray().Single(p => (string?)p!["damage"] == "unreadable")!;
        Assert.Equal(position, (long)problem["position"]!);
        Assert.StartsWith(FormattableString.Invariant($"row {position}, number "), (string?)problem["what"], StringComparison.Ordinal);
        Assert.Contains(writer, (string?)problem["what"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_a_version_whose_files_were_changed()
    {
        using var copy = new RunCopy(run.Folder);
        using (var model = File.OpenWrite(Path.Combine(copy.Folder, "parameters", "policy", "v000001", "model.safetensors")))
            model.SetLength(300);

        var found = await Invocation.Of("journal", "check", copy.Folder, "--json");

        Assert.Equal(1, found.Code);
        Assert.StartsWith("version 1 in ", (string?)found.Json["problems"]!.AsArray().Single()!["what"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_not_be_replayed_unless_asked_to_and_then_not_count_as_verified()
    {
        using var copy = new RunCopy(run.Folder);
        var (position, writer) = copy.Damage(iteration: 1);

        var refused = await copy.ReplayAsync("--verify");
        var skipped = await copy.ReplayAsync("--verify", "--skip-corrupt", "--json");
        var shown = await copy.ReplayAsync("--verify", "--skip-corrupt");

        Assert.Equal((4, 1, 1), (refused.Code, skipped.Code, shown.Code));
        Assert.Contains("`critique journal check`", refused.Error, StringComparison.Ordinal);
        Assert.False((bool)skipped.Json["verified"]!);
        var row = (string)skipped.Json["skipped"]![0]!;
        Assert.StartsWith(FormattableString.Invariant($"Row {position} "), row, StringComparison.Ordinal);
        Assert.Contains(writer, row, StringComparison.Ordinal);
        Assert.Contains($"skipped: {row}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("NOT verified", shown.Output, StringComparison.Ordinal);
        Assert.Equal((string?)skipped.Json["versions"]![0]!["journalled"], (string?)skipped.Json["versions"]![0]!["replayed"]); // iteration 0 is whole
    }

    [Fact]
    public async Task Should_record_in_a_training_what_it_went_without()
    {
        using var copy = new RunCopy(run.Folder);
        var (position, _) = copy.Damage(iteration: 0);

        var refused = await copy.ReplayAsync("--until", "0", "--output", copy.Beside("refused"));
        var trained = await copy.ReplayAsync("--until", "0", "--output", copy.Beside("less"), "--skip-corrupt");

        Assert.Equal((4, 0), (refused.Code, trained.Code));
        Assert.StartsWith(FormattableString.Invariant($"Row {position} "), RunFile.Read(new RunFolder(copy.Beside("less"))).Parent!.Skipped[0], StringComparison.Ordinal);
    }
}
