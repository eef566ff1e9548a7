using System.Data;
using System.Globalization;
using System.Runtime.Serialization;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal;

/// <summary>One journalled event.</summary>
/// <param name="Position">
/// Place of its row in the run's journal, counted from the run's first row: rises with time, over all writers, and stays when the run
/// is moved. The events of one page share it.
/// </param>
/// <param name="Writer">The persistence id of the actor that wrote it.</param>
/// <param name="Exploration">The exploration that it belongs to; null for events of the run and the learner.</param>
/// <param name="Event">The event.</param>
public sealed record JournalEntry(long Position, string Writer, string? Exploration, object Event)
{
    /// <summary>The events of a row: those of its page, or the one that it is.</summary>
    public static IEnumerable<JournalEntry> Of(long position, string writer, object value) => value is ExplorationPage page
        ? page.Events.Select(paged => new JournalEntry(position, writer, paged.Exploration, paged.Event))
        : [new JournalEntry(position, writer, FirstLayout.ExplorationOf(writer), value)];
}

/// <summary>
/// Reads a run's journal in its order, live or finished. It reads the tables themselves: looking at a run must not start an actor
/// system, and a damaged row is to be named, or passed over where that is asked for.
/// </summary>
/// <param name="store">Where the run is.</param>
/// <param name="skipped">Told of each row that cannot be read, which is then passed over; null: reading stops there.</param>
public sealed class JournalReader(JournalStore store, Action<UnreadableRow>? skipped = null)
{
    /// <summary>The journal in a run folder.</summary>
    public JournalReader(string runFolder)
        : this(new SqliteJournal(runFolder)) { }

    /// <summary>Whether an error of reading may pass by itself: the database is away.</summary>
    public static bool MayPass(EnvironmentException error) => JournalTrouble.MayPass(error);

    /// <summary>The events after a position, one at a time.</summary>
    /// <exception cref="EnvironmentException">There is no journal, it cannot be read, or something newer wrote it.</exception>
    public IEnumerable<JournalEntry> Entries(long after = 0) => JournalRows.Of(store, after).SelectMany(Entries);

    private IEnumerable<JournalEntry> Entries(JournalRow row)
    {
        object value;
        try
        {
            value = row.Decode();
        }
        catch (UnknownManifestException e)
        {
            throw new EnvironmentException($"Row {row.Position} of the journal {store.Name} cannot be read. {e.Message} Use that program, or update this one.", e);
        }
        catch (SerializationException e)
        {
            var unreadable = new UnreadableRow(row.Position, row.Writer, row.Number, e.Message);
            if (skipped is null)
                throw new EnvironmentException($"{unreadable}. `critique journal check` says more; `--skip-corrupt` reads on without it.", e);
            skipped(unreadable);
            return [];
        }
        return JournalEntry.Of(row.Position, row.Writer, value);
    }
}

/// <summary>A row of the journal that is damaged.</summary>
/// <param name="Position">Its place in the run's journal.</param>
/// <param name="Writer">The persistence id of the actor that wrote it.</param>
/// <param name="Number">Its number among that actor's rows.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record UnreadableRow(long Position, string Writer, long Number, string Reason)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"Row {Position} of the journal (number {Number} of {Writer}) is damaged: {Reason}");
}
