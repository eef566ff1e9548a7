using System.Data.Common;
using System.Globalization;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// The journal's tables in one dialect of SQL. Versions: 1 has one row per event and tags as text; 2 has rows that hold many
/// explorations' events (<see cref="ExplorationPage"/>) and a table of tags.
/// </summary>
/// <param name="Create">Makes what is missing of version 2, and nothing else.</param>
/// <param name="ReadVersion">Gives the version as a number; null or 0 if there are no tables.</param>
/// <param name="WriteVersion">Sets the version to 2.</param>
internal sealed record JournalSchema(string Create, string ReadVersion, string WriteVersion)
{
    public const int Version = 2;

    public static JournalSchema Sqlite { get; } = new(
        """
        CREATE TABLE IF NOT EXISTS journal (
          ordering INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, created INTEGER NOT NULL, deleted Bit NOT NULL,
          persistence_id NVarChar(255) NOT NULL, sequence_number INTEGER NOT NULL, message VarBinary NOT NULL,
          tags NVarChar(100), manifest NVarChar(500), identifier INTEGER, writer_uuid NVarChar(128));
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        CREATE TABLE IF NOT EXISTS tags (
          ordering_id INTEGER NOT NULL, tag NVarChar(255) NOT NULL, sequence_nr INTEGER NOT NULL, persistence_id NVarChar(255) NOT NULL,
          PRIMARY KEY (tag, ordering_id)) WITHOUT ROWID;
        """,
        "PRAGMA user_version",
        "PRAGMA user_version = 2");

    public static JournalSchema PostgreSql { get; } = new(
        """
        CREATE TABLE IF NOT EXISTS journal (
          ordering BIGSERIAL PRIMARY KEY, created BIGINT NOT NULL, deleted BOOLEAN NOT NULL,
          persistence_id VARCHAR(255) NOT NULL, sequence_number BIGINT NOT NULL, message BYTEA NOT NULL,
          tags VARCHAR(100), manifest VARCHAR(500), identifier INTEGER, writer_uuid VARCHAR(128));
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);
        ALTER TABLE journal ALTER COLUMN message SET STORAGE EXTERNAL;
        CREATE TABLE IF NOT EXISTS tags (
          ordering_id BIGINT NOT NULL, tag VARCHAR(255) NOT NULL, sequence_nr BIGINT NOT NULL, persistence_id VARCHAR(255) NOT NULL,
          PRIMARY KEY (tag, ordering_id));
        CREATE TABLE IF NOT EXISTS critique_journal (version INTEGER NOT NULL);
        """,
        "SELECT max(version) FROM critique_journal",
        "DELETE FROM critique_journal; INSERT INTO critique_journal VALUES (2)");

    /// <summary>The version of a database's tables; 0 if there are none.</summary>
    public int VersionOf(DbConnection connection) =>
        Convert.ToInt32(Sql.Scalar(connection, ReadVersion) is { } version and not DBNull ? version : 0, CultureInfo.InvariantCulture);

    /// <exception cref="EnvironmentException">The tables are newer than this program knows.</exception>
    public static void RefuseNewer(int version, string store)
    {
        if (version > Version)
            throw new EnvironmentException(
                $"The journal {store} is of version {version}, and this program knows {Version}: use the newer program that wrote it.");
    }
}
