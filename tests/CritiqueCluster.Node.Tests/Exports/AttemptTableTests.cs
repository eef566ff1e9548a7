using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Tests.Explorations;

using Parquet;
using Parquet.Serialization;

namespace CritiqueCluster.Node.Tests.Exports;

public sealed class AttemptTableTests
{
    [Fact]
    public async Task Should_hold_an_attempt_a_row_with_its_critique()
    {
        var wrong = Examples.Attempt(0, Examples.Wrong);
        var right = Examples.Attempt(1, Examples.Right, 0, AttemptSource.Rewritten);
        var unread = Examples.Attempt(2, "nothing", 0, AttemptSource.Rewritten);
        var exploration = Examples.Exploration([wrong, right, unread], Examples.Critique(wrong), new AttemptCritique(2, null, "?", 1, 0));

        var rows = await Read(Written([exploration]));

        Assert.Equal([0, 1, 2], rows.Select(row => row.Attempt));
        Assert.Equal(["sampled", "rewritten", "rewritten"], rows.Select(row => row.Source));
        Assert.Equal([null, 0, 0], rows.Select(row => row.Parent));
        Assert.Equal([false, true, false], rows.Select(row => row.Accepted));
        Assert.Equal([null, null, null], rows.Select(row => row.Solution));
        Assert.Equal(Examples.Wrong.Split('\n'), rows[0].Steps);
        Assert.Equal(["correct", "wrong"], rows[0].CritiqueVerdicts);
        Assert.Equal(Examples.Wrong.Split('\n')[..2], rows[0].CritiqueSteps);
        Assert.Equal((1, "wrong", 20), (rows[0].CritiqueFirstWrongStep, rows[0].CritiqueAnswer, rows[0].CritiqueTokens));
        Assert.Null(rows[1].Critique);
        Assert.Null(rows[1].CritiqueTokens);
        Assert.Equal(("?", null, 1), (rows[2].Critique, rows[2].CritiqueAnswer, rows[2].CritiqueTokens));
        Assert.Equal(exploration.Attempts.Select(attempt => attempt.Attempt.Tokens), rows.Select(row => row.Tokens));
    }

    [Fact]
    public async Task Should_write_row_groups_of_bounded_size_while_explorations_still_come()
    {
        using var stream = new MemoryStream();
        IEnumerable<ExplorationRecord> Journal()
        {
            for (var i = 0; i < 3 * AttemptTable.RowsPerGroup / 2; i++)
            {
                // Two rows each: what came more than a group ago has been written.
                if (i > AttemptTable.RowsPerGroup)
                    Assert.True(stream.Position > 1000);
                yield return Examples.Rescued();
            }
        }

        AttemptTable.Write(stream, "tiny", Journal(), _ => Examples.Checker);

        await using var reader = await ParquetReader.CreateAsync(stream);
        Assert.Equal(3, reader.RowGroupCount);
        Assert.Equal("critique.attempts/1", reader.CustomMetadata["schema"]);
        Assert.Equal("run", reader.Schema.Fields[0].Name);
        Assert.Equal("critiqueExplanation", reader.Schema.Fields[^1].Name);
    }

    [Fact]
    public async Task Should_write_a_table_without_rows() => Assert.Empty(await Read(Written([])));

    private static MemoryStream Written(IEnumerable<ExplorationRecord> explorations)
    {
        var stream = new MemoryStream();
        AttemptTable.Write(stream, "tiny", explorations, _ => Examples.Checker);
        stream.Position = 0;
        return stream;
    }

    private static async Task<List<AttemptRow>> Read(Stream stream) => [.. (await ParquetSerializer.DeserializeAsync<AttemptRow>(stream)).Data];
}
