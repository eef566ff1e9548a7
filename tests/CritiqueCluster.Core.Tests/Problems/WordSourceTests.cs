using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class WordSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("critique-words").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"question": " Q? ", "answer": "2+2 = <<2+2=4>>4\n#### 4"}""", "Q?", "4", "", "2+2 = <<2+2=4>>4\n#### 4")]
    [InlineData("""{"problem": "Q?", "level": "Level 3", "solution": "So $\\boxed{\\frac{1}{2}}$."}""", "Q?", "\\frac{1}{2}", "Level 3", "So $\\boxed{\\frac{1}{2}}$.")]
    [InlineData("""{"problem": "Q?", "solution": "Long.", "answer": "7"}""", "Q?", "7", "", "Long.")]
    [InlineData("""{"Body": "Two birds", "Question": "How many?", "Answer": 145.0}""", "Two birds. How many?", "145", "", null)]
    [InlineData("""{"input": "Q?", "target": 2.5}""", "Q?", "5/2", "", null)]
    public void Should_read_the_known_fields(string line, string statement, string answer, string level, string? solution) =>
        Assert.Equal(new Problem("set-000001", statement, answer, "word", level, solution), Assert.Single(All(new WordSource(Write(line)))));

    [Theory]
    [InlineData("""{"question": "Q?", """, "it is not JSON")]
    [InlineData("[1]", "it is not a JSON object")]
    [InlineData("""{"answer": "#### 4"}""", "it has none of the fields question")]
    [InlineData("""{"question": "Q?"}""", "it has no answer")]
    [InlineData("""{"question": "Q?", "answer": "#### "}""", "it has no answer")]
    [InlineData("""{"problem": "Q?", "solution": "no box, 7"}""", "it has no answer")]
    [InlineData("""{"question": "\ud800", "answer": "1"}""", "no valid Unicode")]
    public void Should_name_file_line_and_reason(string bad, string reason)
    {
        var path = Write(Good(1), "", bad, Good(2));
        var error = Assert.Throws<ConfigurationException>(() => new WordSource(path));
        Assert.Contains($"{path}, line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("SkipBad", error.Message, StringComparison.Ordinal);

        var source = new WordSource(path, skipBad: true);
        Assert.Equal(1, source.Skipped);
        Assert.Contains(reason, source.FirstSkipped, StringComparison.Ordinal);
        Assert.Equal(["set-000001", "set-000004"], All(source).Select(p => p.Id).Order());
    }

    [Fact]
    public void Should_refuse_a_reference_that_cannot_be_read_unless_it_is_kept()
    {
        var path = Write(Good(1), """{"problem": "Q?", "answer": "\\int_0^1 x dx"}""");
        var error = Assert.Throws<ConfigurationException>(() => new WordSource(path));
        Assert.Contains($"{path}, line 2: its answer '\\int_0^1 x dx' looks like mathematics that cannot be read", error.Message, StringComparison.Ordinal);
        Assert.Contains("Problems.KeepUnreadable", error.Message, StringComparison.Ordinal);

        var kept = Assert.Single(All(new WordSource(path, keepUnreadable: true)), p => p.Id == "set-000002");
        var checker = new WordChecker();
        Assert.True(checker.Check(kept, "So \\boxed{\\int_0^1 x dx}").Correct);
        Assert.False(checker.Check(kept, "So \\boxed{\\int_0^2 x dx}").Correct);
    }

    [Fact]
    public void Should_split_by_the_question_alone()
    {
        var lines = Enumerable.Range(0, 400).Select(Good).ToArray();
        var source = new WordSource(Write(lines));
        var reversed = new WordSource(Write([.. lines.Reverse().Select(l => l.Replace("Question", "  QUESTION", StringComparison.Ordinal))]));
        foreach (var problem in All(source))
            Assert.Equal(WordSource.SplitOf(problem), WordSource.SplitOf(All(reversed).Single(p => p.Statement.EndsWith(problem.Statement[8..], StringComparison.Ordinal))));
        Assert.All(Enum.GetValues<ProblemSplit>(), s => Assert.NotEmpty(source.Take(s, 20)));
        Assert.Equal(400, All(source).Count);
    }

    [Fact]
    public void Should_take_a_repeated_question_once() => Assert.Single(All(new WordSource(Write(Good(1), Good(1)))));

    [Fact]
    public void Should_say_how_many_there_are_when_more_are_asked_for()
    {
        var error = Assert.Throws<ConfigurationException>(() => new WordSource(Write(Good(1))).Take(ProblemSplit.Train, 900));
        Assert.Contains("900", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_reject_an_empty_file_and_a_missing_one()
    {
        Assert.Throws<ConfigurationException>(() => new WordSource(Write()));
        Assert.Throws<EnvironmentException>(() => new WordSource(Path.Combine(_folder, "absent.jsonl")));
    }

    [Fact]
    public void Should_choose_the_source_by_the_options()
    {
        Write(Good(1));
        Assert.IsType<CountdownSource>(ProblemSources.From(new ProblemOptions(), _folder));
        Assert.IsType<WordSource>(ProblemSources.From(new ProblemOptions { Source = "set.jsonl" }, _folder));
        Assert.IsType<WordChecker>(ProblemSources.CheckerOf("word", new ProblemOptions()));
        Assert.IsType<CountdownChecker>(ProblemSources.CheckerOf("countdown", new ProblemOptions()));
        var error = Assert.Throws<ConfigurationException>(() => ProblemSources.From(new ProblemOptions { Source = "countdwn" }, _folder));
        Assert.Contains("'countdwn'", error.Message, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("gsm8k/train.jsonl", 7_473)]
    [InlineData("evalsets/svamp.jsonl", 1_000)]
    [InlineData("evalsets/multiarith.jsonl", 600)]
    public void Should_read_the_published_sets(string file, int problems)
    {
        var source = new WordSource(SharedData.File(file));
        Assert.Equal(0, source.Skipped);
        Assert.InRange(All(source).Count, problems * 0.96, problems); // some questions stand in them twice
    }

    private static string Good(int number) => $$"""{"question": "Question {{number}}?", "answer": "#### {{number}}"}""";

    private string Write(params string[] lines)
    {
        var path = Path.Combine(_folder, "set.jsonl");
        File.WriteAllLines(path, lines);
        return path;
    }

    private static List<Problem> All(WordSource source) =>
        [.. Enum.GetValues<ProblemSplit>().SelectMany(split => source.Take(split, source.Count(split)))];
}
