using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Tests.Explorations;

namespace CritiqueCluster.Node.Tests.Exports;

public sealed class MessageLinesTests
{
    [Fact]
    public void Should_write_accepted_trajectories_as_problem_and_solution()
    {
        var line = Assert.Single(Lines(new MessageOptions(All: false, WithCritique: false, Source: null)));

        Assert.Equal([("user", "3 7 25 50 -> 29"), ("assistant", Examples.Right)], Turns(line));
        Assert.Equal(("solve", "countdown-4-000001", 0, 1, "continued", true, true),
            ((string?)line["task"], (string?)line["problem"], (int)line["iteration"]!, (int)line["attempt"]!, (string?)line["source"], (bool)line["correct"]!, (bool)line["accepted"]!));
    }

    [Fact]
    public void Should_write_a_refinement_once_more_with_attempt_and_critique_in_what_the_user_says()
    {
        var lines = Lines(new MessageOptions(All: false, WithCritique: true, Source: null));

        Assert.Equal(["solve", "refine"], lines.Select(line => (string?)line["task"]));
        var (asked, answered) = (Turns(lines[1])[0], Turns(lines[1])[1]);
        Assert.Equal("user", asked.Role);
        Assert.Equal($"3 7 25 50 -> 29\n{Examples.Wrong}\nCritique:\n{Examples.Rescued().Critiques[0].Text}\nRefinement:", asked.Content);
        Assert.Equal(("assistant", Examples.Right), answered);
    }

    [Theory]
    [InlineData(true, null, 2)]
    [InlineData(true, "Sampled", 1)]
    [InlineData(false, "Sampled", 0)]
    [InlineData(false, "Continued", 1)]
    public void Should_write_what_is_asked_for(bool all, string? source, int lines) =>
        Assert.Equal(lines, Lines(new MessageOptions(all, false, source is null ? null : Enum.Parse<AttemptSource>(source))).Count);

    private static List<(string? Role, string? Content)> Turns(JsonNode line) =>
        [.. line["messages"]!.AsArray().Select(turn => ((string?)turn!["role"], (string?)turn["content"]))];

    private static List<JsonNode> Lines(MessageOptions options)
    {
        using var output = new StringWriter();
        using var lines = new JsonLines(output);
        var written = MessageLines.Write(lines, "tiny", Examples.Rescued(), options);
        List<JsonNode> parsed = [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(parsed.Count, written.Solutions + written.Refinements);
        return parsed;
    }
}
