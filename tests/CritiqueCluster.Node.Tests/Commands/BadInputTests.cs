namespace CritiqueCluster.Node.Tests.Commands;

public sealed class BadInputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("solve", "3 7 25 50 = 82")]
    [InlineData("solve", "3 7 25 50 -> 82", "--model", "no/such/model")]
    [InlineData("evaluate", "no/such/model")]
    [InlineData("evaluate", "embedded", "--problems", "no-such-file.jsonl")]
    [InlineData("evaluate", "embedded", "--samples", "0")]
    [InlineData("evaluate", "embedded", "--temperature", "0")]
    [InlineData("evaluate", "embedded", "--set", "Evaluation.Samples=0")]
    [InlineData("rollouts", "list", "no-such-run")]
    [InlineData("pretrain", "--output", "/")]
    [InlineData("pretrain", "--output", "/dev/null")]
    [InlineData("pretrain", "--policy", "no/such/model")]
    [InlineData("pretrain", "--recipe", "words")]
    [InlineData("pretrain", "--reach-steps", "5", "--set", "Critic.Guided=false")]
    [InlineData("status", "--at", "")]
    [InlineData("train", "--run", "", "--dry-run")]
    [InlineData("train", "no-such-recipe")]
    [InlineData("train", "--resume", "--run", "/")]
    [InlineData("train", "--set", "Policy.Model=no-such-folder", "--run", "unused", "--dry-run")]
    [InlineData("train", "--set", "Problems.Source=no-such-file.jsonl", "--run", "unused", "--dry-run")]
    public async Task Should_answer_with_3_and_one_line(params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(3, run.Code);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("compare")]
    public async Task Should_not_take_an_unknown_option_for_a_recipe(string command)
    {
        var run = await Invocation.Of(command, "--wrong");
        Assert.Equal(2, run.Code);
        Assert.Contains("There is no option --wrong", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_name_file_and_line_of_a_malformed_problem()
    {
        var file = Path.Combine(_folder.FullName, "problems.jsonl");
        await File.WriteAllTextAsync(file, "{\"question\": \"1 + 1?\", \"answer\": \"2\\n#### 2\"}\n{\"question\": 5}\n");
        var run = await Invocation.Of("train", "--dry-run", "--run", "unused", "--set", $"Problems.Source={file}");
        Assert.Equal(3, run.Code);
        Assert.Contains("problems.jsonl", run.Error, StringComparison.Ordinal);
        Assert.Contains("2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_count_and_skip_malformed_lines_when_told_to_and_print_no_raw_bytes()
    {
        var file = Path.Combine(_folder.FullName, "problems.jsonl");
        var lines = Enumerable.Range(1, 40).Select(i => FormattableString.Invariant($"{{\"question\": \"{i} + 1?\", \"answer\": \"#### {i + 1}\"}}"));
        await File.WriteAllLinesAsync(file, lines.Append("\u001b[2J\u0000 no problem"));
        string[] args = ["train", "--dry-run", "--run", "unused", "--set", $"Problems.Source={file}", "--set", "Problems.Train=10", "--set", "Problems.HeldOut=1"];

        var refused = await Invocation.Of(args);
        var skipped = await Invocation.Of([.. args, "--skip-bad"]);

        Assert.Equal((3, 0), (refused.Code, skipped.Code));
        Assert.Contains("line 41", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--skip-bad", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(refused.Error.TrimEnd(), char.IsControl);
    }

    [Fact]
    public async Task Should_refuse_a_missing_device_before_a_folder_is_made()
    {
        var folder = Path.Combine(_folder.FullName, "run");

        var run = await Invocation.Of("train", "quick", "--run", folder, "--set", "Policy.Device=cuda:7");

        Assert.Equal(4, run.Code);
        Assert.Contains("cuda:7", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Should_plan_and_touch_nothing()
    {
        var folder = Path.Combine(_folder.FullName, "planned");
        var run = await Invocation.Of("train", "quick", "--dry-run", "--json", "--run", folder);
        Assert.Equal(0, run.Code);
        Assert.Equal(folder, (string?)run.Json["folder"]);
        Assert.Equal(36_000, (long)run.Json["tokens"]!["explorationPerIteration"]!);
        Assert.False(Directory.Exists(folder));
    }
}
