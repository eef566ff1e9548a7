using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
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

    private static Exporter Exporter(string format) =>
        new("tiny", _ => Examples.Checker, Enum.Parse<ExportFormat>(format), new MessageOptions(false, false, null));

    private static IEnumerable<ExplorationRecord> Broken()
    {
        yield return Examples.Rescued();
        throw new InvalidDataException();
    }
}
