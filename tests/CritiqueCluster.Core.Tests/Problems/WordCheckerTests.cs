using System.Text.Json;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class WordCheckerTests
{
    private static readonly WordChecker Checker = new();
    private static readonly Problem Clips = new("p", "How many clips?", "72", "word", "", "48/2 = <<48/2=24>>24 clips.\n48+24 = <<48+24=72>>72\n#### 72");

    [Theory]
    [InlineData("He has 12.\n#### 72\n", "72")]
    [InlineData("The answer is 15.\n#### 1,200", "1,200")]
    [InlineData("so \\boxed{\\frac{1}{2}}. Then \\boxed{ \\frac{3}{4} }.", "\\frac{3}{4}")]
    [InlineData("so \\boxed{\\frac{1}{2}} and \\boxed{ \\frac{3}{4} }.", "\\frac{1}{2}, \\frac{3}{4}")]
    [InlineData("Thus the answer is 15 eggs. That is 3 more.", "15 eggs")]
    [InlineData("The answer is: $12.50.", "$12.50")]
    [InlineData("Final Answer: 7", "7")]
    [InlineData("She keeps 3 * 4 = <<3*4=12>>12 of them.", "12")]
    [InlineData("It costs $1,234.50 now", "1,234.50")]
    [InlineData("It is about 35%", "35%")]
    [InlineData("it fell to -5 degrees", "-5")]
    public void Should_find_the_answer(string solution, string answer) => Assert.Equal(answer, AnswerExtraction.Extract(solution));

    [Theory]
    [InlineData("")]
    [InlineData("I do not know.")]
    [InlineData("#### ")]
    public void Should_find_none(string solution)
    {
        Assert.Null(AnswerExtraction.Extract(solution));
        Assert.Equal(new AnswerCheck(false, null, "no answer"), Checker.Check(Clips, solution));
    }

    [Fact]
    public void Should_judge_by_the_answer()
    {
        Assert.Equal(new AnswerCheck(true, "72", null), Checker.Check(Clips, "In all 72.0 clips.\nThe answer is 72 clips."));
        Assert.Equal(new AnswerCheck(false, "70", "70 is not 72"), Checker.Check(Clips, "#### 70"));
    }

    [Fact]
    public void Should_split_lines_or_else_sentences()
    {
        Assert.Equal(["One.", "Two is 2.5 now. Yes."], Checker.SplitSteps(" One.\n\n Two is 2.5 now. Yes.\r\n"));
        Assert.Equal(["She has 2.5 kg.", "That is all!", "The answer is 2.5."], Checker.SplitSteps("She has 2.5 kg. That is all! The answer is 2.5."));
        Assert.Empty(Checker.SplitSteps(" \n "));
    }

    [Fact]
    public void Should_see_through_wording_and_order_of_operands()
    {
        var one = Checker.Canonical("In May she sold 48/2 = <<48/2=24>>24 clips.\nAll in all 24+48 = <<24+48=72>>72.\n#### 72");
        Assert.Equal("48 / 2 = 24\n48 + 24 = 72\n72", one);
        Assert.Equal(one, Checker.Canonical("May: 48 / 2 = $24.00. \nTotal: 48 + 24 = 72\nThe answer is 72"));
        Assert.NotEqual(one, Checker.Canonical("May: 48 / 2 = 24\nTotal: 48 + 24 = 72\nThe answer is 71"));
        Assert.NotEqual(one, Checker.Canonical("48 * 3 / 2 = 72\n#### 72"));
        Assert.Equal("5 * 3 * 2 = 30\n30", Checker.Canonical("2 x 3 × 5 = 30"));
        Assert.Equal("JUST A GUESS", Checker.Canonical("Just a\n guess"));
    }

    [Fact]
    public void Should_have_no_exact_critique() => Assert.Null(Checker.ExactCritique(Clips, "#### 72"));

    [Fact]
    public void Should_measure_shortcuts_against_the_shorter_working()
    {
        Assert.True(Checker.IsShortcut(Clips, Clips.Solution!, "#### 72"));
        Assert.False(Checker.IsShortcut(Clips, "#### 70", "#### 72"));
    }

    [SkippableFact]
    public void Should_accept_the_reference_solutions_of_gsm8k()
    {
        var source = new WordSource(SharedData.File("gsm8k/train.jsonl"));
        var problems = Enum.GetValues<ProblemSplit>().SelectMany(s => source.Take(s, s == ProblemSplit.Train ? 1_600 : 200)).ToList();
        Assert.All(problems, p => Assert.True(Checker.Check(p, p.Solution!).Correct, p.Id));
        Assert.All(problems, p => Assert.False(Checker.Check(p with { Answer = p.Answer + "1" }, p.Solution!).Correct, p.Id));
    }

    [SkippableFact]
    public void Should_judge_published_refinements_as_published()
    {
        // Of the published rows every refined solution is right and its attempt wrong, bar one whose attempt was right.
        var rows = File.ReadLines(SharedData.File("critique/mathcritique_parsed.jsonl")).Select(l => JsonDocument.Parse(l).RootElement)
            .Where(r => r.GetProperty("dataset").GetString() == "gsm8k" && r.GetProperty("final_label").GetString() == "wrong").ToList();
        var apart = rows.Count(r => !AnswerGrader.Equal(
            AnswerExtraction.Extract(r.GetProperty("refined").GetString()!), AnswerExtraction.Extract(r.GetProperty("solution").GetString()!)));
        Assert.True(rows.Count >= 90);
        Assert.True(apart >= 0.9 * rows.Count, $"{apart} of {rows.Count}");
    }
}
