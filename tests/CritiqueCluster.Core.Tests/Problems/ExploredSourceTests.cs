using System.Text.Json.Nodes;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class ExploredSourceTests : IDisposable
{
    private const string Statement = "3 7 25 50 -> 29";
    private const string Right = "50 - 25 = 25\n25 + 7 = 32\n32 - 3 = 29";
    private const string Wrong = "50 - 25 = 25\n25 + 7 = 33\n33 - 3 = 30";

    private readonly string _folder = Directory.CreateTempSubdirectory("critique-explored").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Should_take_the_problem_and_an_accepted_attempt_as_its_solution()
    {
        var source = Source(Line("countdown-4-000017", Statement, "29", accepted: Right));

        Assert.Equal(new Problem("countdown-4-000017", Statement, "29", "countdown", "4 numbers", Right), Assert.Single(All(source)));
        Assert.IsType<CountdownChecker>(source.Checker);
        Assert.Equal("set", source.Name);
    }

    [Fact]
    public void Should_take_a_problem_once_and_its_solution_from_whichever_exploration_has_one()
    {
        var source = Source(Line("a", Statement, "29"), Line("a", Statement, "29", accepted: Right), Line("a", Statement, "29", accepted: "25 + 7 = 32"));
        Assert.Equal(Right, Assert.Single(All(source)).Solution);
    }

    [Fact]
    public void Should_take_no_solution_that_is_wrong_by_the_rules() =>
        Assert.Null(Assert.Single(All(Source(Line("a", Statement, "29", accepted: Wrong)))).Solution);

    [Fact]
    public void Should_keep_a_reference_solution()
    {
        var problem = Assert.Single(All(Source(Line("w", "2 + 2?", "4", "word", accepted: "The answer is 4.", solution: "2 + 2 = 4\n#### 4"))));
        Assert.Equal(("word", "2 + 2 = 4\n#### 4"), (problem.Kind, problem.Solution));
    }

    [Fact]
    public void Should_keep_every_problem_in_the_split_that_it_came_from()
    {
        var countdown = new CountdownSource(new CountdownOptions { Numbers = [3] });
        var problems = Enum.GetValues<ProblemSplit>().ToDictionary(split => split, split => countdown.Take(split, 20));
        var lines = problems.Values.SelectMany(p => p).Select(p => Line(p.Id, p.Statement, p.Answer, level: p.Level)).Reverse().ToArray();

        var source = Source(lines);

        foreach (var split in Enum.GetValues<ProblemSplit>())
            Assert.Equal(problems[split].Reverse(), source.Take(split, source.Count(split)));
        var words = Source([.. Enumerable.Range(0, 200).Select(i => Line($"w{i}", $"Question {i}?", "1", "word"))]);
        foreach (var split in Enum.GetValues<ProblemSplit>())
            Assert.All(words.Take(split, words.Count(split)), problem => Assert.Equal(split, WordSource.SplitOf(problem)));
    }

    [Fact]
    public void Should_give_two_problems_of_joined_files_two_ids()
    {
        var source = Source(Line("countdown-2-000000", "10 20 -> 30", "30"), Line("countdown-2-000000", "10 20 -> 10", "10"));
        Assert.Equal(["countdown-2-000000", "countdown-2-000000-2"], All(source).Select(problem => problem.Id).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, string> BadLines => new()
    {
        { """{"schema": "critique.exploration/1", """, "it is not JSON" },
        { """{"question": "Q?", "answer": "#### 4"}""", "it has no field schema" },
        { """{"schema": "critique.exploration/2"}""", "its schema is critique.exploration/2" },
        { """{"schema": "critique.exploration/1"}""", "field problem is missing" },
        { """{"schema": "critique.exploration/1", "problem": {"id": "\ud800"}, "attempts": []}""", "no valid Unicode" },
        { Line("a", " ", "1"), "field problem.statement is missing" },
        { Line("a", Statement, "30"), "its answer is 30" },
        { Line("a", "3 7 = 10", "10"), "not a Countdown problem" },
        { Line("a", "1 1 -> 999", "999"), "has no solution" },
        { Line("a", "Q?", "1", "chess"), "kind 'chess'" },
        { Line("a", "Q?", "1", "word"), "a file holds one kind" },
    };

    [Theory]
    [MemberData(nameof(BadLines))]
    public void Should_name_file_line_and_reason(string bad, string reason)
    {
        string[] lines = [Line("a", Statement, "29"), "", bad, Line("b", "10 20 -> 30", "30")];
        var error = Assert.Throws<ConfigurationException>(() => Source(lines));
        Assert.Contains("set.jsonl, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("--skip-bad", error.Message, StringComparison.Ordinal);

        var source = new ExploredSource(Write(lines), new CountdownOptions(), skipBad: true);
        Assert.Equal(1, source.Skipped);
        Assert.Contains(reason, source.FirstSkipped, StringComparison.Ordinal);
        Assert.Equal(2, All(source).Count);
    }

    [Fact]
    public void Should_refuse_rules_that_contradict_themselves() => Assert.Contains("Operators", Assert.Throws<ConfigurationException>(
        () => new ExploredSource(Write(Line("a", Statement, "29")), new CountdownOptions { Operators = "" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_be_told_from_word_problems_by_the_first_line_that_can_be_read()
    {
        IProblemSource From(params string[] lines)
        {
            Write(lines);
            return ProblemSources.From(new ProblemOptions { Source = "set.jsonl", SkipBad = true }, _folder);
        }

        Assert.IsType<ExploredSource>(From(Line("a", Statement, "29")));
        Assert.IsType<ExploredSource>(From("", "{\"schema\": ", Line("a", Statement, "29")));
        Assert.IsType<WordSource>(From("""{"question": "Q?", "answer": "#### 4"}"""));
    }

    [Fact]
    public void Should_say_that_a_newer_schema_is_not_read()
    {
        Write("""{"schema": "critique.exploration/9"}""");
        var error = Assert.Throws<ConfigurationException>(() => ProblemSources.From(new ProblemOptions { Source = "set.jsonl" }, _folder));
        Assert.Contains("reads critique.exploration/1", error.Message, StringComparison.Ordinal);
    }

    private static string Line(
        string id, string statement, string answer, string kind = "countdown", string? accepted = null, string? solution = null, string level = "4 numbers") => new JsonObject
        {
            ["schema"] = "critique.exploration/1",
            ["problem"] = new JsonObject
            {
                ["id"] = id,
                ["statement"] = statement,
                ["answer"] = answer,
                ["kind"] = kind,
                ["level"] = level,
                ["solution"] = solution,
            },
            ["attempts"] = new JsonArray(
                new JsonObject { ["text"] = Wrong, ["accepted"] = false },
                new JsonObject { ["text"] = accepted ?? Wrong, ["accepted"] = accepted is not null }),
        }.ToJsonString();

    private ExploredSource Source(params string[] lines) => new(Write(lines), new CountdownOptions());

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder, "set.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static List<Problem> All(ExploredSource source) =>
        [.. Enum.GetValues<ProblemSplit>().SelectMany(split => source.Take(split, source.Count(split)))];
}
