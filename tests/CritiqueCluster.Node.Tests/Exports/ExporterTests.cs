using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Tests.Explorations;

namespace CritiqueCluster.Node.Tests.Exports;

public sealed class ExporterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(nameof(ExportFormat.Jsonl))]
    [InlineData(nameof(ExportFormat.Parquet))]
    [InlineData(nameof(ExportFormat.Messages))]
    public void Should_leave_what_was_there_when_writing_fails_half_way(string format)
    {
        var path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "before");

        Assert.Throws<InvalidDataException>(() => Exporter(format).WriteFile(path, replace: true, Broken()));

        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public void Should_replace_a_file_only_where_that_is_said_and_read_nothing_before()
    {
        var path = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(path, "before");

        var error = Assert.Throws<ConfigurationException>(() => Exporter(nameof(ExportFormat.Jsonl)).WriteFile(path, replace: false, Broken()));
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => Exporter(nameof(ExportFormat.Jsonl)).WriteFile(_folder.FullName, replace: true, Broken()));
        Assert.Equal("before", File.ReadAllText(path));

        var counts = Exporter(nameof(ExportFormat.Jsonl)).WriteFile(path, replace: true, [Examples.Rescued()]);
        Assert.Equal((1, 2, 1, new FileInfo(path).Length), (counts.Explorations, counts.Attempts, counts.Critiques, counts.Bytes));
    }

    [Fact]
    public void Should_write_word_problems_that_can_be_trained_on()
    {
        var problem = new Problem("set-000001", "Two and two?", "4", WordChecker.WordKind, "easy");
        var told = Examples.Attempt(0, "2 + 2 = 4\nThe answer is 4.", accepted: true);
        var path = Path.Combine(_folder.FullName, "words.jsonl");

        new Exporter("words", _ => new WordChecker(), ExportFormat.Jsonl, new MessageOptions(false, false, null))
            .WriteFile(path, replace: false, [Examples.Exploration([told]) with { Problem = problem }]);

        var source = Assert.IsType<ExploredSource>(ProblemSources.From(new ProblemOptions { Source = path }, "/"));
        Assert.IsType<WordChecker>(source.Checker);
        Assert.Equal([problem with { Solution = told.Attempt.Text }], source.Take(WordSource.SplitOf(problem), 1));
    }

    private static Exporter Exporter(string format) =>
        new("tiny", _ => Examples.Checker, Enum.Parse<ExportFormat>(format), new MessageOptions(false, false, null));

    private static IEnumerable<ExplorationRecord> Broken()
    {
        yield return Examples.Rescued();
        throw new InvalidDataException();
    }
}
