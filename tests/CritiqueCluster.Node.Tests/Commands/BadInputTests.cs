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
    [InlineData("rollouts", "list", "no-such-run")]
    [InlineData("train", "no-such-recipe")]
    [InlineData("train", "--resume", "--run", "/")]
    [InlineData("train", "--set", "Problems.Source=no-such-file.jsonl", "--run", "unused", "--dry-run")]
    public async Task Should_answer_with_3_and_one_line(params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(3, run.Code);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
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
