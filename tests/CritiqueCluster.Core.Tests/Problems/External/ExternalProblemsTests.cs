using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems.External;

public sealed class ExternalProblemsTests
{
    private static readonly ProblemOptions Options = ShellChecker.OptionsOf(["checker"]);

    [Fact]
    public void Should_read_a_file_as_ever_and_refuse_to_judge()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jsonl", """{"question":"What is 1 + 1?","answer":"So 1 + 1 = 2\n#### 2"}""");
        var source = ProblemSources.From(Options, folder.Path);
        var file = Assert.IsAssignableFrom<IFileSource>(source);
        var problem = Assert.Single(Enum.GetValues<ProblemSplit>().SelectMany(split => file.Take(split, file.Count(split))));
        Assert.Equal("2", problem.Answer);
        Assert.True(source.Checker.IsExternal && ProblemSources.IsExternal(Options));
        Assert.Equal(["One step.", "Another one."], source.Checker.SplitSteps("One step. Another one."));
        Assert.Throws<InvalidOperationException>(() => source.Checker.Check(problem, "#### 2"));
    }

    [Theory]
    [InlineData("assert f(1) == 2\\nassert f(-1) == 0", "assert f(1) == 2\nassert f(-1) == 0")]
    [InlineData("#### tests\\nassert g(1) is None", "#### tests\nassert g(1) is None")]
    public void Should_take_the_answer_field_as_it_stands(string written, string answer)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jsonl", $$"""{"problem":"Write f(x).","answer":"{{written}}"}""");
        var file = Assert.IsAssignableFrom<IFileSource>(ProblemSources.From(Options, folder.Path));
        Assert.Equal(answer, Assert.Single(Enum.GetValues<ProblemSplit>().SelectMany(split => file.Take(split, file.Count(split)))).Answer);
    }

    [Fact]
    public void Should_trust_what_an_exported_file_calls_accepted()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jsonl", """{"schema":"critique.exploration/1","problem":{"id":"p","statement":"What is 1 + 1?","answer":"a pair","kind":"word"},"attempts":[{"accepted":true,"text":"It is 2."}]}""");
        Assert.Equal("It is 2.", SolutionIn(ProblemSources.From(Options, folder.Path)));
        Assert.Null(SolutionIn(ProblemSources.From(Options with { Checker = CheckerKind.BuiltIn }, folder.Path)));
    }

    [Fact]
    public void Should_give_whoever_knows_the_kind_alone_the_same_checker()
    {
        Assert.True(ProblemSources.CheckerOf("countdown", Options).IsExternal);
        Assert.False(ProblemSources.CheckerOf("word", new ProblemOptions()).IsExternal);
    }

    [Fact]
    public void Should_leave_countdown_to_its_own_checker() =>
        Assert.Throws<ConfigurationException>(() => ProblemSources.From(Options with { Source = "countdown" }, "."));

    [Fact]
    public void Should_take_the_verdict_of_the_attempt_and_ask_the_checker_only_where_there_is_none()
    {
        var (builtIn, external) = (ProblemSources.CheckerOf("word", new ProblemOptions()), ProblemSources.CheckerOf("word", Options));
        var attempt = new Attempt(0, AttemptSource.Sampled, null, "#### 82", [], 0, [], [], FinishReason.Stop, 0);
        var contrary = attempt with { Verdict = new AttemptVerdict(false, "82", "too easy") };
        Assert.Equal(new AnswerCheck(true, "82", null), builtIn.CheckOf(ShellChecker.Problem, attempt));
        Assert.Equal(new AnswerCheck(false, "82", "too easy"), external.CheckOf(ShellChecker.Problem, contrary));
        Assert.Equal(new AnswerCheck(true, null, null), external.CheckOf(ShellChecker.Problem, attempt with { Verdict = new AttemptVerdict(true, Reason: "yes") }));
        Assert.Throws<InvalidOperationException>(() => external.CheckOf(ShellChecker.Problem, attempt));
        Assert.Throws<InvalidOperationException>(() => external.CheckOf(ShellChecker.Problem, attempt with { Verdict = new AttemptVerdict(false, Failure: "crash") }));
        Assert.Equal((true, false, false, true), (builtIn.IsJudged(attempt), builtIn.IsJudged(contrary), external.IsJudged(attempt), external.IsJudged(contrary)));
    }

    private static string? SolutionIn(IProblemSource source) =>
        Enum.GetValues<ProblemSplit>().SelectMany(split => source.Take(split, ((IFileSource)source).Count(split))).Single().Solution;
}
