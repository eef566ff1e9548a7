using System.Globalization;
using System.Security.Cryptography;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Runs;

/// <summary>Where a run's journal is, and what it holds for people to look at.</summary>
internal static class RunJournal
{
    /// <summary>Names a database other than the one that the run folder names: with a password, or as it is reached from here.</summary>
    public const string ConnectionVariable = "CRITIQUE__Journal__Connection";

    /// <summary>A key for a new run: its name and something that no other run has.</summary>
    public static string NewKey(string run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");

    /// <summary>The journal of a run that was begun.</summary>
    /// <exception cref="ConfigurationException">Its <c>run.json</c> is damaged.</exception>
    public static JournalStore StoreOf(RunFolder folder) => StoreOf(folder, RunFile.Read(folder));

    /// <summary>The journal of a run, by the environment's connection string where there is one; of a replay, its parent's.</summary>
    public static JournalStore StoreOf(RunFolder folder, RunFile file) => file.Parent is { } parent ? StoreOf(ParentOf(file, parent)) : StoreOf(folder, file.Key, ByEnvironment(file.Recipe.Journal));

    /// <summary>The options, with the environment's connection string where there is one.</summary>
    public static JournalOptions ByEnvironment(JournalOptions options) =>
        Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } given ? options with { Connection = given } : options;

    /// <summary>The journal of a key.</summary>
    public static JournalStore StoreOf(RunFolder folder, string key, JournalOptions options) => options.Provider == "postgresql"
        ? new PostgresJournal(options.Connection, key)
        : new SqliteJournal(folder.Path, key);

    /// <summary>The run's file, for what is done to a journal and not with it.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="what">What is to be done: <c>check</c>.</param>
    /// <exception cref="ConfigurationException">The run is a replay, whose rollouts are those of another run.</exception>
    public static RunFile OwnerOf(RunFolder folder, string what)
    {
        var file = RunFile.Read(folder);
        return file.Parent is null
            ? file
            : throw new ConfigurationException($"{folder.Path} is a replay, and has no journal of its own: {what} that of {file.Parent.Folder}.");
    }

    /// <summary>The run that a replay's rollouts come from, over several replays of replays; a run itself.</summary>
    /// <exception cref="ConfigurationException">It is not where it was.</exception>
    public static RunFolder OriginOf(RunFolder folder, RunFile file) =>
        file.Parent is { } parent && ParentOf(file, parent) is var next ? OriginOf(next, RunFile.Read(next)) : folder;

    private static RunFolder ParentOf(RunFile file, RunParent parent)
    {
        var folder = new RunFolder(parent.Folder);
        return folder.HasRun && RunFile.Read(folder).Key == parent.Key
            ? folder
            : throw new ConfigurationException($"{file.Run} was trained from the rollouts of {parent.Key}, which {(folder.HasRun ? "is not the run in" : "is gone from")} {parent.Folder}: put it back there.");
    }

    /// <summary>The options as they may be written down.</summary>
    public static JournalOptions WithoutPassword(JournalOptions options) => options.Provider == "postgresql"
        ? options with { Connection = new PostgresJournal(options.Connection, "").ConnectionWithoutPassword }
        : options;

    /// <summary>Whether a journal can be looked at: the file of a run that has only just begun is not there yet.</summary>
    public static bool IsThere(JournalStore store) => store is not SqliteJournal file || File.Exists(file.File);

    /// <summary>Before a run goes on: its learner may not know more than its journal.</summary>
    /// <exception cref="EnvironmentException">There are checkpoints, and no journal.</exception>
    public static void RefuseIfLost(RunFolder folder, JournalStore store)
    {
        if (Directory.Exists(folder.In("checkpoints")) && !(IsThere(store) && new JournalReader(store).Entries().Any()))
            throw Lost(folder, store);
    }

    /// <summary>Before tables are made: those of a run that has learned something are in its file, if that is there.</summary>
    /// <exception cref="EnvironmentException">There are checkpoints, and the file is missing or empty.</exception>
    public static void RefuseIfGone(RunFolder folder, JournalStore store)
    {
        if (Directory.Exists(folder.In("checkpoints")) && store is SqliteJournal file && new FileInfo(file.File) is not { Exists: true, Length: > 0 })
            throw Lost(folder, store);
    }

    private static EnvironmentException Lost(RunFolder folder, JournalStore store) =>
        new($"The journal {store.Name} is missing or empty, but {folder.Path} has checkpoints: restore the journal, or begin another run.");

    /// <summary>The completed explorations in the order in which they were completed; a run that goes on may be read, too.</summary>
    /// <exception cref="EnvironmentException">There is no journal, or it cannot be read.</exception>
    /// <param name="folder">The run.</param>
    /// <param name="skipped">Told of what is damaged and left out; null: it is an error.</param>
    public static IEnumerable<ExplorationRecord> Explorations(RunFolder folder, Action<string>? skipped = null)
    {
        var reader = new JournalReader(StoreOf(folder), skipped is null ? null : row => skipped(row.ToString()));
        var fold = new ExplorationFold(skipped is null ? null : id => skipped($"Exploration {id} lacks events and is left out."));
        return reader.Entries().Select(fold.Add).OfType<JournalledExploration>().Select(exploration => exploration.Record);
    }
}
