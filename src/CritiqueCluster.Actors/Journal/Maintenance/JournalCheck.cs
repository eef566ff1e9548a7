using System.Globalization;
using System.Runtime.Serialization;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;

namespace CritiqueCluster.Actors.Journal.Maintenance;

/// <summary>Examines a run's journal: numbering, tags, every payload, and whether explorations are whole. Changes nothing.</summary>
public sealed class JournalCheck
{
    private const string Restore =
        "Restore the database from a backup, or read on without it: `critique replay` and `critique rollouts` have --skip-corrupt.";

    private readonly JournalStore _store;
    private readonly Dictionary<string, long> _numbers = [];
    private readonly List<JournalProblem> _problems = [];
    private readonly SortedDictionary<int, ParametersPublished> _published = [];
    private readonly ExplorationFold _fold;
    private long _rows, _events, _bytes, _position;
    private int _explorations;
    private bool _begun;

    private JournalCheck(JournalStore store)
    {
        _store = store;
        _fold = new ExplorationFold(id => Add(JournalDamage.Incomplete, _position, $"exploration {id} lacks events before its row {_position}", Restore));
    }

    /// <summary>Examines a run's journal.</summary>
    /// <exception cref="Core.EnvironmentException">There is none, or the database cannot be read at all.</exception>
    public static JournalExamination Of(JournalStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        var check = new JournalCheck(store);
        foreach (var row in JournalRows.Of(store))
            check.Take(row);
        check.Orphans();
        return new JournalExamination(
            check._begun, check._rows, check._events, check._bytes, check._explorations, check._fold.Open.Count, [.. check._published.Values], check._problems);
    }

    private void Take(JournalRow row)
    {
        _rows++;
        _bytes += row.Message.Length;
        _position = row.Position;
        Number(row);
        try
        {
            Take(row, row.Decode());
        }
        catch (UnknownManifestException e)
        {
            Add(JournalDamage.Newer, row.Position, $"row {row.Position}, number {row.Number} of {row.Writer}: {e.Message}", "Use the program that wrote it.");
        }
        catch (SerializationException e)
        {
            Add(JournalDamage.Unreadable, row.Position, $"row {row.Position}, number {row.Number} of {row.Writer}: {e.Message}", Restore);
        }
    }

    private void Take(JournalRow row, object value)
    {
        _begun |= value is RunStarted;
        if (value is ParametersPublished published)
            _published[published.Iteration] = published;
        foreach (var entry in JournalEntry.Of(row.Position, row.Writer, value))
        {
            _events++;
            if (_fold.Add(entry) is not null)
                _explorations++;
        }
    }

    /// <summary>A writer counts its rows from 1 without a gap.</summary>
    private void Number(JournalRow row)
    {
        var expected = _numbers.GetValueOrDefault(row.Writer) + 1;
        _numbers[row.Writer] = row.Number;
        if (row.Number > expected)
            Add(JournalDamage.Gap, row.Position, string.Create(CultureInfo.InvariantCulture,
                $"{row.Writer} lacks {(row.Number - expected == 1 ? $"its row {expected}" : $"its rows {expected} to {row.Number - 1}")}"), Restore);
        else if (row.Number < expected)
            Add(JournalDamage.Gap, row.Position, string.Create(CultureInfo.InvariantCulture,
                $"row {row.Position} is number {row.Number} of {row.Writer}, after its number {expected - 1}: two processes wrote"), Restore);
    }

    /// <summary>Rows and tags belong together. An embedded journal of the first layout has no table of tags.</summary>
    private void Orphans()
    {
        using var connection = _store.Open();
        if (!_store.IsShared && Sql.Scalar(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'tags'") is null)
            return;
        foreach (var (ordering, writer) in Sql.Rows(connection,
            "SELECT t.ordering_id, t.persistence_id FROM tags t LEFT JOIN journal j ON j.ordering = t.ordering_id WHERE j.ordering IS NULL AND t.tag = @tag", ("@tag", _store.Tag)))
            Add(JournalDamage.Orphan, null, $"the tag of row {ordering} of {writer} has no row", "The row was deleted without its tag: restore the database from a backup.");
        foreach (var (ordering, writer) in Sql.Rows(connection,
            "SELECT j.ordering, j.persistence_id FROM journal j LEFT JOIN tags t ON t.ordering_id = j.ordering WHERE t.tag IS NULL AND (j.persistence_id LIKE @actor OR j.persistence_id LIKE @group)",
            ("@actor", $"%/{_store.Run}"), ("@group", $"%/{_store.Run}/%")))
            Add(JournalDamage.Orphan, null, $"row {ordering} of {writer} has no tag, and is not found by it", $"Give it back its tag: INSERT INTO tags SELECT ordering, '{_store.Tag}', sequence_number, persistence_id FROM journal WHERE ordering = {ordering}");
    }

    private void Add(JournalDamage damage, long? position, string what, string mend) => _problems.Add(new(damage, position, what, mend));
}
