using System.Globalization;
using System.Security.Cryptography;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
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
    /// <exception cref="Core.ConfigurationException">Its <c>run.json</c> is damaged.</exception>
    public static JournalStore StoreOf(RunFolder folder) => StoreOf(folder, RunFile.Read(folder));

    /// <summary>The journal of a run, by the environment's connection string where there is one; of a replay, its parent's.</summary>
    public static JournalStore StoreOf(RunFolder folder, RunFile file) => file.Parent is { } parent ? StoreOf(RunFolder.Find(parent.Folder)) : StoreOf(folder, file.Key,
        Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } given ? file.Recipe.Journal with { Connection = given } : file.Recipe.Journal);

    /// <summary>The journal of a key.</summary>
    public static JournalStore StoreOf(RunFolder folder, string key, JournalOptions options) => options.Provider == "postgresql"
        ? new PostgresJournal(options.Connection, key)
        : new SqliteJournal(folder.Path, key);

    /// <summary>The options as they may be written down.</summary>
    public static JournalOptions WithoutPassword(JournalOptions options) => options.Provider == "postgresql"
        ? options with { Connection = new PostgresJournal(options.Connection, "").ConnectionWithoutPassword }
        : options;

    /// <summary>The completed explorations in the order in which they were completed; a run that goes on may be read, too.</summary>
    /// <exception cref="Core.EnvironmentException">There is no journal, or it cannot be read.</exception>
    public static IEnumerable<ExplorationRecord> Explorations(RunFolder folder) =>
        ExplorationFold.Completed(new JournalReader(StoreOf(folder)).Entries()).Select(exploration => exploration.Record);
}
