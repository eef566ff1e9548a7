using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>The smallest run by the real program in processes of its own, to be compared with the same run undisturbed.</summary>
public abstract partial class ProcessTest(TinyRun undisturbed) : IDisposable
{
    /// <summary>Akka settings that have a lost node noticed and given up within seconds.</summary>
    protected const string Hasty = """
        akka.cluster.split-brain-resolver.stable-after = 4s
        akka.cluster.failure-detector.acceptable-heartbeat-pause = 4s
        """;

    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    protected TinyRun Undisturbed => undisturbed;

    /// <summary>The run folder.</summary>
    protected virtual string Folder => Beside("tiny");

    public void Dispose()
    {
        _parent.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A path beside the run folder.</summary>
    protected string Beside(string name) => Path.Combine(_parent.FullName, name);

    /// <summary>What is in the run's journal, wherever that is.</summary>
    protected IEnumerable<JournalEntry> Journalled() => Journalled(Folder);

    /// <summary>Events in the run's journal; none where it is not there yet.</summary>
    protected int Events() => Events(Folder);

    protected static int Events(string folder)
    {
        try
        {
            return new RunFolder(folder).HasRun ? Journalled(folder).Count() : 0;
        }
        catch (EnvironmentException)
        {
            return 0; // it is being made
        }
    }

    /// <summary>Ids of the explorations that were completed, as often as they were.</summary>
    protected IReadOnlyList<string> Completed() => [.. ExplorationFold.Completed(Journalled()).Select(exploration => exploration.Record.Id)];

    protected void AssertSameParameters(JsonNode report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Assert.Equal((string?)undisturbed.Report["parameters"]!["policy"], (string?)report["parameters"]!["policy"]);
    }

    /// <summary>The same parameters in the end, each exploration once, and a journal that gives them again.</summary>
    protected async Task AssertUndisturbedAsync(JsonNode report)
    {
        AssertSameParameters(report);
        var completed = Completed();
        Assert.Equal((42, 42), (completed.Count, completed.Distinct().Count()));
        using var verify = ProgramProcess.Start("replay", Folder, "--verify");
        Assert.True(await verify.EndAsync() == 0, verify.Output + verify.Error);
    }

    /// <summary>Where a process that was told to listen says that others join.</summary>
    private protected static Task<string> DoorAsync(ProgramProcess train) => AddressAsync(train, () => train.Error, JoinAddress());

    private protected static async Task<string> AddressAsync(ProgramProcess process, Func<string> said, Regex address)
    {
        Assert.True(await process.UntilAsync(() => address.IsMatch(said())), process.Output + process.Error);
        return address.Match(said()).Groups[1].Value;
    }

    private static IEnumerable<JournalEntry> Journalled(string folder) => new JournalReader(RunJournal.StoreOf(new RunFolder(folder))).Entries();

    [GeneratedRegex("--join ([0-9.:]+)[` ]")]
    private static partial Regex JoinAddress();
}
