using System.Text.Json.Nodes;

using CritiqueCluster.Node.Commands;

namespace CritiqueCluster.Node.Tests.Commands;

public sealed class GradeCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("critique-grade").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Should_explain_a_verdict()
    {
        var run = await Invocation.Of("grade", "--gold", "10\\text{ cm}^2", "--prediction", "The area is $\\boxed{100}$.");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Contains("verdict     not equal", run.Output, StringComparison.Ordinal);
        Assert.Contains("different values", run.Output, StringComparison.Ordinal);
        Assert.Contains("  answer    100   (in the last box)", run.Output, StringComparison.Ordinal);
        Assert.Contains("  read as   10\n", run.Output, StringComparison.Ordinal);
        Assert.True(run.Output.Count(c => c == '\n') <= 24, "it does not fit a screen");
    }

    [Fact]
    public async Task Should_grade_a_file_in_its_order()
    {
        var path = Write("""{"gold":"1/2","prediction":"0.5","equal":true}""", """{"gold":"3","prediction":"So it is 4."}""", """{"gold":"7","prediction":null,"equal":false}""", """{"gold":"2","prediction":"3","equal":true}""");
        var run = await Invocation.Of("grade", "--file", path, "--json");
        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal((4, 2), ((int)document["pairs"]!, (int)document["agree"]!));
        Assert.Equal([true, false, false, false], document["rows"]!.AsArray().Select(row => (bool)row!["verdict"]!));
        var first = document["rows"]![0]!;
        Assert.Equal(("1/2", "0.5", true), ((string)first["gold"]!, (string)first["prediction"]!, (bool)first["equal"]!));
        Assert.Equal(("the same exact value", "1/2", "1/2"), ((string)first["rule"]!, (string)first["goldForm"]!, (string)first["predictionForm"]!));
        Assert.Null(document["rows"]![1]!["equal"]);
    }

    [Fact]
    public async Task Should_show_the_verdicts_that_are_not_the_known_ones()
    {
        var run = await Invocation.Of("grade", "--file", Write("""{"gold":"2","prediction":"3","equal":true}""", """{"gold":"2","prediction":"2","equal":true}"""));
        Assert.Contains("known       equal", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 pairs, 1 equal; 1 of 2 agree with the known verdict", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_round_where_that_is_allowed()
    {
        string[] pair = ["grade", "--gold", "0.33", "--prediction", "1/3"];
        Assert.Contains("not equal", (await Invocation.Of(pair)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not equal", (await Invocation.Of([.. pair, "--rounding"])).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grade")]
    [InlineData("grade", "--gold", "1")]
    [InlineData("grade", "--gold", "1", "--prediction", "1", "--file", "pairs.jsonl")]
    public async Task Should_want_a_pair_or_a_file(params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("Give either --gold and --prediction, or --file.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grade", "--file")]
    [InlineData("grade", "--gold")]
    [InlineData("grade", "--gold", "1", "--prediction")]
    public async Task Should_want_a_value_for_each_option(params string[] args) => Assert.Equal(ExitCode.Usage, (await Invocation.Of(args)).Code);

    [Fact]
    public async Task Should_refuse_a_file_that_is_not_utf8()
    {
        var path = Path.Combine(_folder, "latin1.jsonl");
        File.WriteAllBytes(path, [.. "{\"gold\":\"caf"u8, 0xE9, .. "\",\"prediction\":\"caf"u8, 0xE9, .. "\"}\n"u8]);
        var run = await Invocation.Of("grade", "--file", path);
        Assert.Equal(ExitCode.Configuration, run.Code);
        Assert.Contains("is not valid UTF-8", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"gold":"1"}""", "line 1: it has no field prediction.")]
    [InlineData("""{"gold":"1","gold":"2","prediction":"1"}""", "line 1: its field 'gold' comes twice.")]
    [InlineData("""{"gold":"5\ud800","prediction":"1"}""", "line 1: gold is no valid Unicode.")]
    [InlineData("[1]", "line 1: it is not a JSON object.")]
    [InlineData("{", "line 1: it is not JSON")]
    [InlineData("""{"prediction":"1"}""", "line 1: it has no field gold.")]
    [InlineData("""{"gold":[1],"prediction":"1"}""", "line 1: gold is neither text nor a number.")]
    [InlineData("""{"gold":"1","prediction":"1","equal":"yes"}""", "line 1: equal is neither true nor false.")]
    [InlineData("", "holds no pairs.")]
    public async Task Should_name_a_wrong_line(string line, string said)
    {
        var run = await Invocation.Of("grade", "--file", Write(line));
        Assert.Equal(ExitCode.Configuration, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_say_that_a_file_is_missing()
    {
        var run = await Invocation.Of("grade", "--file", Path.Combine(_folder, "absent.jsonl"));
        Assert.Equal(ExitCode.Configuration, run.Code);
        Assert.Contains("absent.jsonl' does not exist.", run.Error, StringComparison.Ordinal);
    }

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder, "pairs.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }
}
