using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Tests.Explorations;

namespace CritiqueCluster.Node.Tests.Exports;

public sealed class ExplorationLineTests
{
    [Fact]
    public void Should_have_everything_of_problem_attempts_and_critiques()
    {
        var exploration = Examples.Rescued();
        var line = Line(exploration);

        Assert.Equal(("critique.exploration/1", "tiny", exploration.Id, 0, "training", "rescued"),
            ((string?)line["schema"], (string?)line["run"], (string?)line["id"], (int)line["iteration"]!, (string?)line["purpose"], (string?)line["outcome"]));
        Assert.Equal(["id", "statement", "answer", "kind", "level", "solution"], line["problem"]!.AsObject().Select(field => field.Key));
        Assert.Equal(("3 7 25 50 -> 29", "29", "countdown", null),
            ((string?)line["problem"]!["statement"], (string?)line["problem"]!["answer"], (string?)line["problem"]!["kind"], (string?)line["problem"]!["solution"]));
        var (wrong, right) = (line["attempts"]![0]!, line["attempts"]![1]!);
        Assert.Equal((0, "sampled", null, false, false, "stop", 0),
            ((int)wrong["index"]!, (string?)wrong["source"], (int?)wrong["parent"], (bool)wrong["correct"]!, (bool)wrong["accepted"]!, (string?)wrong["finish"], (int)wrong["forced"]!));
        Assert.Equal(exploration.Attempts[0].Reason, (string?)wrong["reason"]);
        Assert.Equal(("continued", 0, 1, true, 4), ((string?)right["source"], (int?)right["parent"], (int)right["round"]!, (bool)right["accepted"]!, (int)right["forced"]!));
        Assert.Equal(Examples.Right.Split('\n'), right["steps"]!.AsArray().Select(step => (string?)step));
        Assert.Equal(exploration.Attempts[1].Attempt.Tokens, right["tokens"]!.AsArray().Select(token => (int)token!));
        var critique = line["critiques"]![0]!;
        Assert.Equal((0, exploration.Critiques[0].Text, 20, 0),
            ((int)critique["attempt"]!, (string?)critique["text"], (int)critique["generatedTokens"]!, (int)critique["criticVersion"]!));
        Assert.Equal((1, "wrong"), ((int)critique["verdicts"]!["firstWrongStep"]!, (string?)critique["verdicts"]!["answer"]));
        Assert.Equal(["correct", "wrong"], critique["verdicts"]!["steps"]!.AsArray().Select(step => (string?)step!["verdict"]));
    }

    [Fact]
    public void Should_write_numbers_that_give_the_same_bits_again_and_null_where_json_has_none()
    {
        float[] numbers = [-0.1f, 1f / 3, float.Epsilon, -float.MaxValue, 0, float.NegativeInfinity];
        var attempt = Examples.Attempt(0, Examples.Right);
        attempt = attempt with { Attempt = attempt.Attempt with { LogProbabilities = numbers } };

        var written = Line(Examples.Exploration([attempt]))["attempts"]![0]!["logProbabilities"]!.AsArray();

        Assert.Equal(numbers[..^1], written.SkipLast(1).Select(number => (float)number!));
        Assert.Null(written[^1]);
    }

    [Fact]
    public void Should_keep_the_text_of_a_critique_that_cannot_be_read_and_characters_of_every_kind()
    {
        var attempt = Examples.Attempt(0, Examples.Wrong);
        var exploration = Examples.Exploration([attempt], new AttemptCritique(0, null, "\"ŵ\u0001 < 你\n😀", 3, 0));
        var (text, line) = Written(exploration);
        Assert.Equal("\"ŵ\u0001 < 你\n😀", (string?)line["critiques"]![0]!["text"]);
        Assert.Null(line["critiques"]![0]!["verdicts"]);
        Assert.Contains("ŵ", text, StringComparison.Ordinal);
        Assert.Single(text.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Should_count_the_bytes_that_are_written()
    {
        using var output = new StringWriter();
        using var lines = new JsonLines(output);
        lines.Write(json => json.WriteString("é", "你"));
        lines.Write(_ => { });
        Assert.Equal("{\"é\":\"你\"}\n{}\n", output.ToString());
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(output.ToString()), lines.Bytes);
    }

    private static JsonNode Line(ExplorationRecord exploration) => Written(exploration).Line;

    private static (string Text, JsonNode Line) Written(ExplorationRecord exploration)
    {
        using var output = new StringWriter();
        using var lines = new JsonLines(output);
        lines.Write(json => ExplorationLine.Write(json, "tiny", exploration, Examples.Checker));
        return (output.ToString(), JsonNode.Parse(output.ToString())!);
    }
}
