using System.Globalization;

namespace CritiqueCluster.Actors.Journal.Maintenance;

/// <summary>What kind of damage.</summary>
public enum JournalDamage
{
    /// <summary>Rows of a writer are missing.</summary>
    Gap,

    /// <summary>A row without its tag, or a tag without its row.</summary>
    Orphan,

    /// <summary>A row that cannot be read.</summary>
    Unreadable,

    /// <summary>A row that a newer program wrote.</summary>
    Newer,

    /// <summary>An exploration lacks events that its later ones follow from.</summary>
    Incomplete,

    /// <summary>A published version's files are missing or damaged.</summary>
    Parameters,
}

/// <summary>Something that is wrong with a journal.</summary>
/// <param name="Damage">What kind.</param>
/// <param name="Position">Where in the run's journal; null where it is nowhere in particular.</param>
/// <param name="What">What is wrong, naming the row, the writer or the exploration.</param>
/// <param name="Mend">What can be done.</param>
public sealed record JournalProblem(JournalDamage Damage, long? Position, string What, string Mend);

/// <summary>A journal examined from its first row to its last.</summary>
/// <param name="Begun">Whether it has the event of the run's start.</param>
/// <param name="Rows">Rows of the run.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Bytes">Bytes of their payloads.</param>
/// <param name="Explorations">Completed explorations.</param>
/// <param name="Open">Explorations that have begun and not ended.</param>
/// <param name="Published">The published versions, by iteration.</param>
/// <param name="Problems">What is wrong.</param>
public sealed record JournalExamination(
    bool Begun, long Rows, long Events, long Bytes, int Explorations, int Open, IReadOnlyList<ParametersPublished> Published, IReadOnlyList<JournalProblem> Problems)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Rows} rows with {Events} events in {Bytes} bytes, {Explorations} explorations, {Open} open");
}
