using System.Text.Json.Nodes;

using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Replay;

[Collection(nameof(TinyRunCollection))]
public sealed class CounterfactualTests(TinyRun run) : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public void Dispose() => _parent.Delete(recursive: true);

    [Theory]
    [InlineData("--objective", "Grpo")]
    [InlineData("--filter", "Sampled")]
    [InlineData("--set", "Learner.Epochs=2")]
    public async Task Should_train_otherwise_from_the_same_rollouts_and_verify(string option, string value)
    {
        var trained = await TrainAsync("other", option, value);
        var again = await TrainAsync("again", option, value);
        var verified = await Invocation.Of("replay", In("other"), "--verify", "--json");

        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal(Hashes(trained), Hashes(again));
        Assert.DoesNotContain((string)run.Report["parameters"]!["policy"]!, Hashes(trained));
        Assert.True(verified.Code == 0, verified.Output);
        Assert.Equal(Hashes(trained), verified.Json["versions"]!.AsArray().Select(version => (string)version!["replayed"]!));
    }

    [Fact]
    public async Task Should_give_the_runs_versions_with_the_runs_learning()
    {
        var trained = await TrainAsync("same");

        Assert.Equal(run.Report["iterations"]!.AsArray().Skip(1).Select(row => (string)row!["policy"]!), Hashes(trained));
    }

    [Fact]
    public async Task Should_record_what_it_was_trained_from_and_go_on_from_there()
    {
        var first = await TrainAsync("until", "--until", "0");
        var file = RunFile.Read(new RunFolder(In("until")));
        var refused = await TrainAsync("until", "--set", "Learner.Epochs=2");
        var rest = await TrainAsync("until");
        var whole = RunFile.Read(new RunFolder(In("until")));
        var less = await TrainAsync("until", "--until", "0");
        var verified = await Invocation.Of("replay", In("until"), "--verify", "--json");

        Assert.Equal((0, 3, 0, 3, 0), (first.Code, refused.Code, rest.Code, less.Code, verified.Code));
        Assert.Contains("has another run", refused.Error, StringComparison.Ordinal);
        Assert.Contains("up to iteration 1 already", less.Error, StringComparison.Ordinal);
        Assert.Equal(RunFile.Read(new RunFolder(run.Folder)).Key, file.Parent!.Key);
        Assert.Equal((run.Folder, 1, 0), (file.Parent.Folder, file.Parent.From, file.Parent.Until));
        Assert.InRange(file.Parent.To, 2, whole.Parent!.To - 1);
        Assert.Equal([1], file.Parent.Versions.Select(version => version.Step));
        Assert.Equal((1, file.Key), (whole.Parent.Until, whole.Key));
        Assert.Equal((string?)run.Report["parameters"]!["policy"], whole.Parent.Versions[1].Hash);
        Assert.Equal([2], rest.Json["learned"]!.AsArray().Select(learned => (int)learned!["version"]!)); // the first was not done again
        Assert.Equal(2, verified.Json["versions"]!.AsArray().Count);
    }

    [Fact]
    public async Task Should_say_when_the_journal_has_fewer_iterations()
    {
        var trained = await TrainAsync("more", "--until", "9");

        Assert.Equal(0, trained.Code);
        Assert.Contains("has only the iterations 0 to 1", trained.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_leave_a_folder_that_is_in_use_as_it_was()
    {
        var before = await File.ReadAllTextAsync(Path.Combine(run.Folder, "run.json"));
        var other = Path.Combine(_parent.FullName, "other");
        Directory.CreateDirectory(other);
        await File.WriteAllTextAsync(Path.Combine(other, "notes.txt"), "mine");

        var into = await Invocation.Of("replay", run.Folder, "--until", "0", "--output", run.Folder);
        var beside = await TrainAsync("other", "--until", "0");

        Assert.Equal((3, 3), (into.Code, beside.Code));
        Assert.Contains("choose another with --output", into.Error, StringComparison.Ordinal);
        Assert.Contains("choose another folder with --output", beside.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--resume", beside.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Path.Combine(run.Folder, "run.json")));
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(other).Select(entry => Path.GetFileName(entry)));
    }

    [Theory]
    [InlineData(3, "only keys of Learner", "--set", "Seed=2")]
    [InlineData(3, "did you mean", "--set", "Learner.Epoch=2")]
    [InlineData(3, "Learner.Filter", "--objective", "Grpo", "--filter", "Sampled")]
    [InlineData(2, "different replays", "--verify", "--until", "0")]
    [InlineData(2, "at least 0", "--until", "-1")]
    [InlineData(2, "Say what to do")]
    public async Task Should_refuse_what_makes_no_sense(int code, string why, params string[] args)
    {
        var refused = await Invocation.Of(["replay", run.Folder, .. args]);

        Assert.Equal(code, refused.Code);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
        Assert.Empty(refused.Output);
    }

    [Fact]
    public async Task Should_not_be_taken_for_a_run_of_its_own()
    {
        await TrainAsync("replay", "--until", "0");
        string[] before = [.. Directory.EnumerateFileSystemEntries(In("replay"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

        var resumed = await Invocation.Of("train", "--resume", "--run", In("replay"));
        var listed = await Invocation.Of("rollouts", "list", In("replay"), "--json", "--limit", "0");

        Assert.Equal(3, resumed.Code);
        Assert.Contains($"is a replay of {run.Folder}", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.EnumerateFileSystemEntries(In("replay"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        Assert.Equal(24, (int)listed.Json["found"]!);
        foreach (var command in new string[][] { ["check"], ["compact", "--keep", "1"], ["move", "--to", "sqlite"] })
        {
            var refused = await Invocation.Of(["journal", command[0], In("replay"), .. command[1..]]);
            Assert.Equal(3, refused.Code);
            Assert.Contains($"{command[0]} that of {run.Folder}", refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Should_say_where_a_parent_was_that_is_gone()
    {
        using (var copy = new RunCopy(run.Folder))
            Assert.Equal(0, (await copy.ReplayAsync("--until", "0", "--output", In("orphan"))).Code);

        foreach (var command in new string[][] { ["replay", In("orphan"), "--verify"], ["rollouts", "list", In("orphan")] })
        {
            var orphan = await Invocation.Of(command);
            Assert.Equal(3, orphan.Code);
            Assert.Contains("which is gone from ", orphan.Error, StringComparison.Ordinal);
        }
    }

    private Task<Invocation> TrainAsync(string output, params string[] args) => Invocation.Of(["replay", run.Folder, "--json", "--output", In(output), .. args]);

    private string In(string name) => Path.Combine(_parent.FullName, name);

    private static IEnumerable<string> Hashes(Invocation trained) => trained.Json["parent"]!["versions"]!.AsArray().Select((JsonNode? version) => (string)version!["hash"]!);
}
