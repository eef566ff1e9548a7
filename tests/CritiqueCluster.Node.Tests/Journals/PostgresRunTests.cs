using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Journals;

/// <summary>The same run with its journal in PostgreSQL.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed class PostgresRunTests(TinyRun sqlite, PrivatePostgres postgres) : IDisposable
{
    private const string Password = "Password=secret";

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    private string Folder => Path.Combine(_parent.FullName, "tiny");

    public void Dispose() => _parent.Delete(recursive: true);

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public async Task Should_end_as_on_sqlite_and_stay_the_same_when_it_is_moved()
    {
        var connection = $"{postgres.NewDatabase()};{Password}";
        var migrated = await Invocation.Of("journal", "migrate", "--connection", connection);
        var trained = await TrainAsync(connection);

        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal((string?)sqlite.Report["parameters"]!["policy"], (string?)trained.Json["parameters"]!["policy"]);
        await AssertVerifiesAsync();
        var there = await MoveAsync("sqlite");
        Assert.True(File.Exists(Path.Combine(Folder, "journal.db")));
        Assert.Equal("sqlite", RunFile.Read(new RunFolder(Folder)).Recipe.Journal.Provider);
        await AssertVerifiesAsync();
        var back = await MoveAsync(connection);
        Assert.False(File.Exists(Path.Combine(Folder, "journal.db")));
        await AssertVerifiesAsync();
        Assert.Equal((long)there.Json["rows"]!, (long)back.Json["rows"]!);
        Assert.Equal(0, (await Invocation.Of("journal", "check", Folder)).Code);

        foreach (var said in new[] { migrated, trained, there, back })
            Assert.DoesNotContain("secret", said.Output + said.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await File.ReadAllTextAsync(Path.Combine(Folder, "run.json")), StringComparison.Ordinal);
    }

    /// <summary>Explorations write while a batch's are read, and rows of several writers are on their way at the same time.</summary>
    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public async Task Should_stream_into_a_database_and_verify()
    {
        var connection = $"{postgres.NewDatabase()};{Password}";
        await Invocation.Of("journal", "migrate", "--connection", connection);

        var trained = await Invocation.Of(
            ["train", "--run", Folder, "--json", .. TinyStream.Settings, "--set", "Journal.Provider=postgresql", "--set", $"Journal.Connection={connection}"]);
        var verified = await Invocation.Of("replay", Folder, "--verify", "--json");

        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal([0, 1, 2, 3, 4, 5], trained.Json["iterations"]!.AsArray().Select(row => (int)row!["iteration"]!));
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        Assert.Equal(5, verified.Json["versions"]!.AsArray().Count);
    }

    [Trait(nameof(Category), Category.Slow)]
    [SkippableFact]
    public async Task Should_not_begin_without_tables_and_leave_no_folder()
    {
        var connection = $"{postgres.NewDatabase()};{Password}";

        var refused = await TrainAsync(connection);

        Assert.Equal(4, refused.Code);
        Assert.Contains("critique journal migrate --connection ", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Should_not_begin_without_a_server_and_leave_no_folder()
    {
        var refused = await TrainAsync($"Host=127.0.0.1;Port=1;Database=none;Username=nobody;{Password}");

        Assert.Equal(4, refused.Code);
        Assert.Contains("none at 127.0.0.1:1", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public async Task Should_name_a_connection_that_cannot_be_read()
    {
        var refused = await TrainAsync("no connection");

        Assert.Equal(3, refused.Code);
        Assert.Contains("Host=db;Database=critique;Username=critique", refused.Error, StringComparison.Ordinal);
    }

    private Task<Invocation> TrainAsync(string connection) => Invocation.Of(
        ["train", "--run", Folder, "--json", .. TinyRun.Settings, "--set", "Journal.Provider=postgresql", "--set", $"Journal.Connection={connection}"]);

    private async Task<Invocation> MoveAsync(string to)
    {
        var moved = await Invocation.Of("journal", "move", Folder, "--to", to, "--json");
        Assert.True(moved.Code == 0, moved.Error);
        return moved;
    }

    private async Task AssertVerifiesAsync()
    {
        var verified = await Invocation.Of("replay", Folder, "--verify", "--json");
        Assert.True(verified.Code == 0, verified.Output + verified.Error);
        Assert.Equal(sqlite.Report["iterations"]!.AsArray().Skip(1).Select(row => (string?)row!["policy"]), verified.Json["versions"]!.AsArray().Select(version => (string?)version!["replayed"]));
        Assert.Equal(42, (int)verified.Json["explorations"]!);
    }
}
