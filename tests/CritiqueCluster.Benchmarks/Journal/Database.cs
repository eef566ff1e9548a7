using CritiqueCluster.Actors.Journal.Stores;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>A database to measure.</summary>
/// <param name="name">What it is called.</param>
/// <param name="make">An empty journal for a run of a name, in a place of its own or beside others.</param>
internal sealed class Database(string name, Func<string, JournalStore> make)
{
    /// <summary>Names a PostgreSQL database that may be written to; its tables are made there.</summary>
    public const string ConnectionVariable = "CRITIQUE_BENCHMARK_POSTGRES";

    public string Name => name;

    public static IEnumerable<Database> All(DirectoryInfo root)
    {
        yield return new Database("SQLite, write-ahead, synced", run => new SqliteJournal(root.CreateSubdirectory(run).FullName, run));
        if (Environment.GetEnvironmentVariable(ConnectionVariable) is { Length: > 0 } connection)
            yield return new Database("PostgreSQL", run => new PostgresJournal(connection, $"{run}-{Guid.NewGuid():n}"));
    }

    public JournalStore New(string run)
    {
        var store = make(run);
        store.Migrate();
        return store;
    }
}
