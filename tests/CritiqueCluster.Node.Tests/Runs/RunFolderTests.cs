using CritiqueCluster.Core;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Should_refuse_a_given_folder_that_has_something_in_it()
    {
        var path = Make("full", "something.txt");
        var error = Assert.Throws<ConfigurationException>(() => RunFolder.ForNew(path, "any"));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Assert.Contains("--run", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run.lock")]
    [InlineData(".tmp-run.json-0123")]
    public void Should_take_a_folder_with_leftovers_of_a_beginning_for_empty(string leftover)
    {
        var path = Make("begun", leftover);
        Assert.Equal(path, RunFolder.ForNew(path, "any").Path);
        Assert.Equal(path, RunFolder.ToResume(path, "any").Path);
    }

    [Fact]
    public void Should_refuse_to_resume_what_is_no_run()
    {
        var path = Make("other", "something.txt");
        Assert.Throws<ConfigurationException>(() => RunFolder.ToResume(path, "any"));
        Assert.Throws<ConfigurationException>(() => RunFolder.Find(path));
        Assert.Throws<ConfigurationException>(() => RunFolder.ToResume(null, "no-such-name"));
    }

    [Fact]
    public void Should_find_a_run_by_its_folder()
    {
        var path = Make("run", "run.json");
        Assert.True(RunFolder.Find(path).HasRun);
        Assert.Equal("run", RunFolder.Find(path + "/").Name);
    }

    private string Make(string name, string file)
    {
        var path = Directory.CreateDirectory(Path.Combine(_folder.FullName, name)).FullName;
        File.WriteAllText(Path.Combine(path, file), "");
        return path;
    }
}
