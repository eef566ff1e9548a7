using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>The real program with its journal in PostgreSQL.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class PostgresProcessTests(TinyRun undisturbed, PrivatePostgres postgres) : ProcessTest(undisturbed)
{
    [SkippableFact]
    public async Task Should_wait_for_a_server_that_went_away_and_end_as_a_run_undisturbed()
    {
        var connection = postgres.NewJournal().ConnectionWithoutPassword;
        using var process = Train(connection);
        Assert.True(await process.UntilAsync(() => Rows(connection) > 60), process.Error);
        postgres.Stop();
        try
        {
            Assert.True(await process.UntilAsync(() => process.Error.Contains("does not answer", StringComparison.Ordinal)), process.Error);
        }
        finally
        {
            postgres.Start();
        }

        Assert.True(await process.EndAsync() == 0, process.Error);
        Assert.Contains("the run waits for it", process.Error, StringComparison.Ordinal);
        AssertSameParameters(JsonNode.Parse(process.Output)!);
        using var verify = ProgramProcess.Start("replay", Folder, "--verify");
        Assert.True(await verify.EndAsync() == 0, verify.Output + verify.Error);
        using var check = ProgramProcess.Start("journal", "check", Folder);
        Assert.True(await check.EndAsync() == 0, check.Output);
    }

    [SkippableFact]
    public async Task Should_refuse_a_run_that_another_process_works_on_wherever_its_folder_is()
    {
        var connection = postgres.NewJournal().ConnectionWithoutPassword;
        using var first = Train(connection);
        Assert.True(await first.UntilAsync(() => Rows(connection) > 20), first.Error);
        var elsewhere = Beside("elsewhere");
        Directory.CreateDirectory(elsewhere);
        File.Copy(Path.Combine(Folder, "run.json"), Path.Combine(elsewhere, "run.json"));

        using var here = ProgramProcess.Start("train", "--resume", "--run", Folder);
        using var there = ProgramProcess.Start("train", "--resume", "--run", elsewhere);

        Assert.Equal((4, 4), (await here.EndAsync(), await there.EndAsync()));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"in use by process {first.Id}"), here.Error, StringComparison.Ordinal);
        Assert.Contains("in use by a process at ", there.Error, StringComparison.Ordinal);
        Assert.True(await first.EndAsync() == 0, first.Error);
        AssertSameParameters(JsonNode.Parse(first.Output)!);
    }

    [SkippableFact]
    public async Task Should_find_the_database_that_the_environment_names()
    {
        var connection = $"{postgres.NewJournal().ConnectionWithoutPassword};Password=secret";
        var environment = new Dictionary<string, string> { [RunJournal.ConnectionVariable] = connection };
        using (var train = ProgramProcess.StartWith(environment, ["train", "--run", Folder, "--json", .. TinyRun.Settings, "--set", "Journal.Provider=postgresql"]))
            Assert.True(await train.EndAsync() == 0, train.Error);
        var json = Path.Combine(Folder, "run.json");
        var text = await File.ReadAllTextAsync(json);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(json, text.Replace(string.Create(CultureInfo.InvariantCulture, $"Port={postgres.Port}"), "Port=1", StringComparison.Ordinal));

        using var without = ProgramProcess.Start("rollouts", "stats", Folder);
        using var with = ProgramProcess.StartWith(environment, "rollouts", "stats", Folder, "--json");
        using var doctor = ProgramProcess.StartWith(environment, "doctor", "--json");

        Assert.Equal((4, 0, 0), (await without.EndAsync(), await with.EndAsync(), await doctor.EndAsync()));
        Assert.Contains("127.0.0.1:1 ", without.Error, StringComparison.Ordinal);
        Assert.Equal(5, JsonNode.Parse(with.Output)!["iterations"]!.AsArray().Count);
        var found = JsonNode.Parse(doctor.Output)!["findings"]!.AsArray().Single(finding => (string?)finding!["name"] == "postgresql")!;
        Assert.Equal("ok", (string?)found["status"]);
        Assert.Contains("ms per durable commit", (string?)found["found"], StringComparison.Ordinal);
        Assert.DoesNotContain("secret", doctor.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Should_have_the_doctor_say_what_a_database_lacks()
    {
        var environment = new Dictionary<string, string> { [RunJournal.ConnectionVariable] = postgres.NewDatabase() };
        using var empty = ProgramProcess.StartWith(environment, "doctor");
        environment[RunJournal.ConnectionVariable] = "Host=127.0.0.1;Port=1;Database=none;Username=nobody;Password=secret";
        using var none = ProgramProcess.StartWith(environment, "doctor", "--json");

        Assert.Equal((4, 4), (await empty.EndAsync(), await none.EndAsync()));
        Assert.Contains("critique journal migrate", empty.Output, StringComparison.Ordinal);
        Assert.Contains("none at 127.0.0.1:1 cannot be used", none.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", none.Output, StringComparison.Ordinal);
    }

    private ProgramProcess Train(string connection) => ProgramProcess.Start(
        ["train", "--run", Folder, "--json", .. TinyRun.Settings, "--set", "Journal.Provider=postgresql", "--set", $"Journal.Connection={connection}"]);

    private static long Rows(string connection)
    {
        using var database = new PostgresJournal(connection, "").Open();
        using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM journal";
        return (long)command.ExecuteScalar()!;
    }
}
