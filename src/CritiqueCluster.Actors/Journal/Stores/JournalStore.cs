using System.Data.Common;
using Akka.Configuration;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// Where the events of a run are kept. The tables are those of Akka.Persistence.Sql's default mapping with its tag table, the same
/// in every database, so that a run can be moved from one to another row by row.
/// </summary>
/// <param name="Run">The key that the run's events are filed under: part of every persistence id, and its tag.</param>
public abstract record JournalStore(string Run)
{
    /// <summary>The tag of the run's events.</summary>
    public string Tag => TagOf(Run);

    /// <summary>What people call it; never with a password.</summary>
    public abstract string Name { get; }

    /// <summary>Its tables in this database's dialect.</summary>
    internal abstract JournalSchema Schema { get; }

    /// <summary>Whether the store may hold other runs beside this one.</summary>
    public abstract bool IsShared { get; }

    /// <summary>The tag of a run's events.</summary>
    public static string TagOf(string run) => $"run:{run}";

    /// <summary>An open connection. A reader never blocks a writer.</summary>
    /// <param name="forWriting">Whether rows will be written through it.</param>
    /// <exception cref="EnvironmentException">There is no such store, or it does not answer.</exception>
    public abstract DbConnection Open(bool forWriting = false);

    /// <summary>Whether there is anything to read.</summary>
    /// <exception cref="EnvironmentException">The tables are missing where somebody should have made them, or are newer than this program knows.</exception>
    internal abstract bool IsReadable(DbConnection connection);

    /// <summary>Before the first event of a process: the tables are there and of this program's version.</summary>
    /// <exception cref="EnvironmentException">The store cannot be written, or its tables are missing, or too old or too new.</exception>
    public abstract void Prepare();

    /// <summary>Makes the tables, or brings older ones to this program's version. Does nothing where there is nothing to do.</summary>
    /// <returns>What was done, in words; empty if nothing.</returns>
    /// <exception cref="EnvironmentException">The store cannot be written, or its tables are too new.</exception>
    public abstract IReadOnlyList<string> Migrate();

    /// <summary>After the last event of a process.</summary>
    public virtual void Close() { }

    /// <summary>
    /// Takes the run for this process or its cluster, as long as the result is not disposed; it goes with the process.
    /// </summary>
    /// <param name="lost">Called if the claim was lost and could not be had again.</param>
    /// <param name="kind">Who else may have it.</param>
    /// <exception cref="EnvironmentException">Another process has it.</exception>
    public abstract IDisposable Claim(Action<EnvironmentException> lost, ClaimKind kind = ClaimKind.Alone);

    /// <summary>The settings of Akka.Persistence.Sql that make it write here.</summary>
    internal abstract Config Settings { get; }

    /// <summary>A value inside double quotes in HOCON.</summary>
    protected static string Quoted(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
