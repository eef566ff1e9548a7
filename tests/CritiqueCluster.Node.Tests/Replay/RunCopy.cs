using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Node.Tests.Commands;

using Microsoft.Data.Sqlite;

namespace CritiqueCluster.Node.Tests.Replay;

/// <summary>A copy of a run, to be changed and harmed.</summary>
internal sealed class RunCopy : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("critique-copy-");

    public RunCopy(string run)
    {
        foreach (var file in Directory.GetFiles(run, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(run, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public string Folder => Path.Combine(_parent.FullName, "copy");

    /// <summary>A folder beside it that does not exist yet.</summary>
    public string Beside(string name) => Path.Combine(_parent.FullName, name);

    public Task<Invocation> ReplayAsync(params string[] args) => Invocation.Of(["replay", Folder, .. args]);

#pragma warning disable CA2100 // Statements of tests.
    public void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(Folder, "journal.db"), Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        Assert.True(command.ExecuteNonQuery() > 0, "nothing was changed");
    }
#pragma warning restore CA2100

    /// <summary>Writes other events in the place of one row's.</summary>
    public void Rewrite(long position, object value) => Execute("UPDATE journal SET message = @message, manifest = @manifest WHERE ordering = @position",
        ("@message", Codec.Encode(value)), ("@manifest", Codec.ManifestOf(value)), ("@position", position));

    /// <summary>Makes the run one that was killed after a row.</summary>
    public void CutAfter(long position)
    {
        Execute("DELETE FROM tags WHERE ordering_id > @position", ("@position", position));
        Execute("DELETE FROM journal WHERE ordering > @position", ("@position", position));
    }

    /// <summary>Flips the bits of a byte of a row of training explorations.</summary>
    /// <returns>Position and writer of the row.</returns>
    public (long Position, string Writer) Damage(int iteration)
    {
        var entry = Entries().First(e => Writers.StageOf(e.Writer) == (iteration, 't'));
        Execute("UPDATE journal SET message = CAST(substr(message, 1, length(message) - 12) || x'00' || substr(message, length(message) - 10) AS BLOB) WHERE ordering = @position",
            ("@position", entry.Position));
        return (entry.Position, entry.Writer);
    }

    public IReadOnlyList<JournalEntry> Entries() => [.. new JournalReader(Folder).Entries()];

    public void Dispose() => _parent.Delete(recursive: true);
}
