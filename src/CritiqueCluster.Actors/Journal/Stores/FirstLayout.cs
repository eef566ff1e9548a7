using System.Data.Common;
using System.Globalization;
using System.Runtime.Serialization;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// The first layout of a journal: an actor for each exploration, a row for each event, tags as text. It is read as it is; before
/// anything is written after it, its rows are brought to the layout of today in their places.
/// </summary>
internal static class FirstLayout
{
    private const string Prefix = "exploration/";

    /// <summary>The exploration that a writer's single events belong to; null for other writers.</summary>
    public static string? ExplorationOf(string writer) =>
        writer.StartsWith(Prefix, StringComparison.Ordinal) ? writer[(writer.IndexOf('/', Prefix.Length) + 1)..] : null;

    /// <summary>Makes each event of an exploration a page of its group's writer, and fills the table of tags.</summary>
    /// <returns>The number of events that were moved into pages.</returns>
    public static int Gather(DbConnection connection)
    {
        Sql.Execute(connection, """
            INSERT INTO tags (ordering_id, tag, sequence_nr, persistence_id)
              SELECT ordering, trim(tags, ';'), sequence_number, persistence_id FROM journal WHERE tags IS NOT NULL
            """);
        var last = new Dictionary<string, long>();
        var rows = Rows(connection);
        foreach (var (ordering, writer, manifest, message) in rows)
        {
            var exploration = ExplorationOf(writer)!;
            var group = Writers.Group(writer.Split('/')[1], Writers.GroupOf(exploration));
            var number = last[group] = last.GetValueOrDefault(group) + 1;
            var page = Encoded.Of(new ExplorationPage([new PagedEvent(exploration, Decoded(ordering, writer, manifest, message))]));
            Sql.Execute(connection,
                "UPDATE journal SET persistence_id = @writer, sequence_number = @number, manifest = @manifest, message = @message, writer_uuid = @incarnation WHERE ordering = @ordering",
                ("@incarnation", Guid.Empty.ToString("N")), ("@writer", group), ("@number", number), ("@manifest", page.Manifest), ("@message", page.Bytes), ("@ordering", ordering));
            Sql.Execute(connection, "UPDATE tags SET persistence_id = @writer, sequence_nr = @number WHERE ordering_id = @ordering",
                ("@writer", group), ("@number", number), ("@ordering", ordering));
        }
        Sql.Execute(connection, "UPDATE journal SET tags = NULL");
        return rows.Count;
    }

    private static ExplorationEvent Decoded(long ordering, string writer, string manifest, byte[] message)
    {
        try
        {
            return (ExplorationEvent)Codec.Decode(manifest, message);
        }
        catch (SerializationException e)
        {
            throw new EnvironmentException(
                $"Row {ordering} of the journal ({writer}) cannot be brought to the layout of today: {e.Message} Everything is as it was; it can be read with `--skip-corrupt`.", e);
        }
    }

    private static List<(long Ordering, string Writer, string Manifest, byte[] Message)> Rows(DbConnection connection)
    {
        using var command = Sql.Command(connection,
            "SELECT ordering, persistence_id, manifest, message FROM journal WHERE persistence_id LIKE @prefix ORDER BY ordering",
            ("@prefix", string.Create(CultureInfo.InvariantCulture, $"{Prefix}%")));
        using var reader = command.ExecuteReader();
        var rows = new List<(long, string, string, byte[])>();
        while (reader.Read())
            rows.Add((reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }
}
