using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

using Parquet.Serialization;

namespace CritiqueCluster.Node.Tests.Exports;

[Collection(nameof(TinyRunCollection))]
public sealed class ExportedRunTests(TinyRun run) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private List<ExplorationRecord> Journal => [.. RunJournal.Explorations(new RunFolder(run.Folder))];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Should_write_every_exploration_as_a_line_on_standard_output_and_the_counts_elsewhere()
    {
        var exported = await Export();

        var lines = Lines(exported.Output);
        Assert.Equal(Journal.Select(exploration => exploration.Id), lines.Select(line => (string?)line["id"]));
        Assert.Equal(Journal.Sum(exploration => exploration.Critiques.Count), lines.Sum(line => line["critiques"]!.AsArray().Count));
        Assert.Equal(
            Journal.SelectMany(exploration => exploration.Attempts).SelectMany(attempt => attempt.Attempt.LogProbabilities),
            lines.SelectMany(line => line["attempts"]!.AsArray()).SelectMany(attempt => attempt!["logProbabilities"]!.AsArray()).Select(number => (float)number!));
        Assert.StartsWith($"{Journal.Count} explorations, ", exported.Error, StringComparison.Ordinal);
        Assert.Single(exported.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Should_write_a_parquet_table_that_matches_the_journal_count_for_count()
    {
        var path = In("attempts.parquet");
        var counts = (await Export("--format", "parquet", "--output", path, "--json")).Json;

        var attempts = Journal.SelectMany(exploration => exploration.Attempts).ToList();
        var rows = await Rows(path);
        Assert.Equal(("parquet", Journal.Count, attempts.Count, Journal.Sum(exploration => exploration.Critiques.Count), new FileInfo(path).Length),
            ((string?)counts["format"], (int)counts["explorations"]!, (int)counts["attempts"]!, (int)counts["critiques"]!, (long)counts["bytes"]!));
        Assert.Equal(Journal.Count, rows.Select(row => row.Exploration).Distinct().Count());
        Assert.Equal(attempts.Count(attempt => attempt.Accepted), rows.Count(row => row.Accepted));
        Assert.Equal(Journal.Sum(exploration => exploration.Critiques.Count), rows.Count(row => row.Critique is not null));
        Assert.Equal(attempts.Select(attempt => attempt.Attempt.Text), rows.Select(row => row.Text));
        Assert.Equal(attempts.Select(attempt => attempt.Attempt.Tokens), rows.Select(row => row.Tokens));
        Assert.Equal(attempts.Select(attempt => attempt.Attempt.Entropies), rows.Select(row => row.Entropies));
    }

    [Fact]
    public async Task Should_write_a_chat_for_each_accepted_trajectory_of_training()
    {
        var lines = Lines((await Export("--format", "messages")).Output);
        var learned = Journal.Where(exploration => exploration.Purpose == ExplorationPurpose.Training).ToList();
        Assert.Equal(
            learned.SelectMany(exploration => exploration.Attempts.Where(attempt => attempt.Accepted).Select(attempt => (exploration.Problem.Statement, attempt.Attempt.Text))),
            lines.Select(line => ((string)line["messages"]![0]!["content"]!, (string)line["messages"]![1]!["content"]!)));

        var all = Lines((await Export("--format", "messages", "--all", "--with-critique", "--evaluation")).Output);
        Assert.Equal(Journal.Where(exploration => exploration.Purpose == ExplorationPurpose.Evaluation).Sum(exploration => exploration.Attempts.Count), all.Count);
    }

    [Fact]
    public async Task Should_choose_as_list_and_stats_do()
    {
        string[] filter = ["--training", "--bin", "(3/4, 1]", "--policy-version", "1"];
        var exported = Lines((await Export(filter)).Output);
        var listed = (await Invocation.Of(["rollouts", "list", run.Folder, "--json", "--limit", "0", .. filter])).Json;
        var counted = (await Invocation.Of(["rollouts", "stats", run.Folder, "--json", .. filter])).Json["iterations"]!.AsArray();

        Assert.NotEmpty(exported);
        Assert.Equal(listed["explorations"]!.AsArray().Select(exploration => (string?)exploration!["id"]), exported.Select(line => (string?)line["id"]));
        Assert.Equal(exported.Count, (int)Assert.Single(counted)!["explorations"]!);
    }

    [Fact]
    public async Task Should_put_as_many_problems_into_bins_as_the_report()
    {
        foreach (var (bin, reported) in run.Report["bins"]!.AsArray().Select((size, bin) => (bin, size!)))
        {
            var listed = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--iteration", "0", "--bin", (string)reported["bin"]!);
            Assert.Equal((int)reported["problems"]!, (int)listed.Json["found"]!);
            var numbered = await Invocation.Of("rollouts", "list", run.Folder, "--json", "--iteration", "0", "--bin", $"{bin}");
            Assert.Equal((int)reported["problems"]!, (int)numbered.Json["found"]!);
        }
    }

    [Fact]
    public async Task Should_give_the_problems_back_in_their_splits_with_solutions_to_learn_from()
    {
        var path = In("run.jsonl");
        Assert.Equal(0, (await Export("--output", path)).Code);

        var source = Assert.IsType<ExploredSource>(ProblemSources.From(new ProblemOptions { Source = path }, "/"));

        var original = new CountdownSource(new CountdownOptions { Numbers = [3] });
        Assert.Equal((12, 0, 6), (source.Count(ProblemSplit.Train), source.Count(ProblemSplit.Validation), source.Count(ProblemSplit.HeldOut)));
        foreach (var (split, count) in new[] { (ProblemSplit.Train, 12), (ProblemSplit.HeldOut, 6) })
            Assert.Equal(
                original.Take(split, count).OrderBy(problem => problem.Id, StringComparer.Ordinal),
                source.Take(split, count).Select(problem => problem with { Solution = null }).OrderBy(problem => problem.Id, StringComparer.Ordinal));
        var solved = Journal.Where(exploration => exploration.Attempts.Any(attempt => attempt.Accepted)).Select(exploration => exploration.Problem.Id).ToHashSet();
        Assert.All(source.Take(ProblemSplit.Train, 12), problem => Assert.Equal(solved.Contains(problem.Id), problem.Solution is not null));
    }

    [Fact]
    public async Task Should_be_trained_on_and_looked_at_again()
    {
        var (path, folder) = (In("run.jsonl"), In("again"));
        await Export("--output", path);
        string[] settings = [.. TinyRun.Settings, "--set", $"Problems.Source={path}", "--set", "Iterations=1", "--set", "Learner.SupervisedMix=0.5"];

        var trained = await Invocation.Of(["train", "--run", folder, "--json", .. settings]);

        Assert.Equal(0, trained.Code);
        Assert.True((int)trained.Json["iterations"]![1]!["learning"]!["supervisedExamples"]! > 0);
        Assert.Equal("countdown", (string?)Lines((await Invocation.Of("rollouts", "export", folder)).Output)[0]["problem"]!["kind"]);
        Assert.Equal(0, (await Invocation.Of("rollouts", "show", folder)).Code);
    }

    [Fact]
    public async Task Should_name_file_and_line_of_a_malformed_exploration()
    {
        var path = In("run.jsonl");
        await Export("--output", path);
        File.AppendAllText(path, "{\"schema\": \"critique.exploration/1\", \"pro");
        string[] train = ["train", "--dry-run", "--run", In("unused"), .. TinyRun.Settings, "--set", $"Problems.Source={path}"];

        var refused = await Invocation.Of(train);

        Assert.Equal(3, refused.Code);
        Assert.Contains($"run.jsonl, line {Journal.Count + 1}: it is not JSON", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Invocation.Of([.. train, "--skip-bad"])).Code);
        Assert.Contains("1 malformed line(s) skipped", (await Invocation.Of(
            "evaluate", "embedded", "--problems", path, "--skip-bad", "--samples", "1", "--count", "1", "--set", "Evaluation.PassAt=[1]")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "--format", "parquet")]
    [InlineData(3, "--json")]
    [InlineData(3, "--all")]
    [InlineData(3, "--with-critique", "--format", "jsonl")]
    [InlineData(3, "--training", "--evaluation")]
    [InlineData(3, "--bin", "hard")]
    [InlineData(2, "--format", "csv")]
    public async Task Should_refuse_what_contradicts_itself(int code, params string[] options)
    {
        var answered = await Export(options);
        Assert.Equal(code, answered.Code);
        Assert.StartsWith("error: ", answered.Error, StringComparison.Ordinal);
        Assert.Empty(answered.Output);
    }

    [Fact]
    public async Task Should_refuse_to_overwrite()
    {
        var path = In("file");
        await File.WriteAllTextAsync(path, "mine");
        Assert.Equal(3, (await Export("--output", path)).Code);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
        Assert.Equal(0, (await Export("--output", path, "--force")).Code);
        Assert.Equal(4, (await Export("--output", In("no", "folder", "file"))).Code);
    }

    [Fact]
    public async Task Should_leave_nothing_when_interrupted()
    {
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["rollouts", "export", run.Folder, "--output", In("file")], Terminal.Redirected(output, output), new CancellationToken(canceled: true));
        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.FullName));
    }

    private Task<Invocation> Export(params string[] options) => Invocation.Of(["rollouts", "export", run.Folder, .. options]);

    private string In(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    private static List<JsonNode> Lines(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static async Task<List<AttemptRow>> Rows(string path)
    {
        await using var stream = File.OpenRead(path);
        return [.. (await ParquetSerializer.DeserializeAsync<AttemptRow>(stream)).Data];
    }
}
