using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class CountdownCheckerTests
{
    private static readonly CountdownChecker Checker = new(new CountdownOptions());
    private static readonly Problem Problem = CountdownSource.FromStatement("p", "3 7 25 50 -> 82");

    // 3 * 7 = 21 leaves 21 25 50; 50 + 25 = 75 leaves 3 7 75; 75 + 7 = 82 leaves 3 82, which reaches 79, 85 and no 82.
    [Theory]
    [InlineData("50 + 25 = 75\n7 - 3 = 4\n75 + 4 = 79", "79 is not 82")]
    [InlineData("50 + 25 = 75\n75 + 7 = 82", "numbers are left")]
    [InlineData("50 + 25 = 74\n7 - 3 = 4\n74 + 4 = 78", "50 + 25 is 75")]
    [InlineData("50 + 25 = 75\n50 + 7 = 57", "50 is not there")]
    [InlineData("3 - 7 = -4", "-4 is too small")]
    [InlineData("7 / 3 = 2", "7 / 3 is not whole")]
    [InlineData("7 / 0 = 2", "7 / 0 is not whole")]
    [InlineData("25 * 7 = 175", "175 is too large")]
    [InlineData("3 + 3 = 6", "3 is not there")]
    [InlineData("the answer is 82", "not a step")]
    [InlineData("", "numbers are left")]
    public void Should_say_why_an_answer_is_wrong(string solution, string reason)
    {
        var check = Checker.Check(Problem, solution);
        Assert.False(check.Correct);
        Assert.Equal(reason, check.Reason);
    }

    [Fact]
    public void Should_accept_any_valid_derivation()
    {
        var problem = CountdownSource.FromStatement("p", "3 7 25 -> 46");
        var check = Checker.Check(problem, " 7*3 = 21\r\n\r\n025 + 21 = 46 \n");
        Assert.True(check.Correct);
        Assert.Equal("46", check.Answer);
        Assert.Null(check.Reason);
        Assert.Equal("46", Checker.Check(problem, "9 + 9 = 46").Answer);
    }

    [Fact]
    public void Should_forbid_operators_that_the_options_leave_out()
    {
        var checker = new CountdownChecker(new CountdownOptions { Operators = "+-" });
        Assert.Equal("* is not allowed", checker.Check(CountdownSource.FromStatement("p", "2 3 -> 6"), "2 * 3 = 6").Reason);
    }

    [Fact]
    public void Should_order_commutative_operands_and_nothing_else()
    {
        Assert.Equal("25 + 3 = 28\n28 * 7 = 196\n7 - 3 = 4", Checker.Canonical("3+ 025 =28\n\n7 * 28 = 196\n7 - 3 = 4"));
        Assert.Equal("so we are done", Checker.Canonical("  so   we are done "));
    }

    [Fact]
    public void Should_criticise_a_right_solution()
    {
        var problem = CountdownSource.FromStatement("p", "3 7 25 -> 46");
        Assert.Equal(
            "Step 1: 3 * 7 = 21\nCorrectness of the step: Correct. 21 25 left\n"
            + "Step 2: 25 + 21 = 46\nCorrectness of the step: Correct. 46 left\n"
            + "Correctness of the final answer: Correct. 46 reached",
            CritiqueText.Format(Checker.ExactCritique(problem, "3 * 7 = 21\n25 + 21 = 46")));
    }

    [Theory]
    [InlineData("25 - 7 = 18\n18 + 3 = 21", 0, "46 is out of reach", "21 is not 46")]
    [InlineData("3 * 7 = 22\n22 + 25 = 47", 0, "3 * 7 is 21", "47 is not 46")]
    [InlineData("3 * 7 = 21\n8 + 21 = 29", 1, "8 is not there", "29 is not 46")]
    [InlineData("3 * 7 = 21\n25 + 21 = 47", 1, "25 + 21 is 46", "47 is not 46")]
    [InlineData("3 * 7 = 21\n25 - 21 = 4", 1, "46 is out of reach", "4 is not 46")]
    [InlineData("3 * 7 = 21\n20 + 26 = 46", 1, "20 is not there", "a step is wrong")]
    [InlineData("20 + 26 = 46", 0, "20 is not there", "numbers are left")]
    public void Should_stop_at_the_first_wrong_step(string solution, int step, string why, string answer)
    {
        var critique = Checker.ExactCritique(CountdownSource.FromStatement("p", "3 7 25 -> 46"), solution);
        Assert.Equal(step, critique.FirstWrongStep);
        Assert.Equal(step + 1, critique.Steps.Count);
        Assert.Equal(why, critique.Steps[^1].Explanation);
        Assert.Equal(Verdict.Wrong, critique.Answer);
        Assert.Equal(answer, critique.Explanation);
    }

    [Fact]
    public void Should_call_an_unfinished_solution_wrong_though_its_steps_are_right()
    {
        var critique = Checker.ExactCritique(CountdownSource.FromStatement("p", "3 7 25 -> 46"), "3 * 7 = 21");
        Assert.Null(critique.FirstWrongStep);
        Assert.Equal((Verdict.Wrong, "numbers are left"), (critique.Answer, critique.Explanation));
    }

    [Fact]
    public void Should_call_an_empty_solution_wrong() =>
        Assert.Equal(Verdict.Wrong, Checker.ExactCritique(Problem, "").Answer);

    [Fact]
    public void Should_agree_with_the_answer_check_on_anything()
    {
        var source = new CountdownSource(new CountdownOptions { Numbers = [3, 4] });
        var examples = source.Supervised(11).Take(50).ToList();
        Gen.Select(Gen.Int[0, 49], Gen.Int[0, 60], Gen.Char["0123456789+-*/= \n"]).Sample((index, at, put) =>
        {
            var text = examples[index].Solution!.ToCharArray();
            text[at % text.Length] = put;
            var solution = new string(text);
            var check = source.Checker.Check(examples[index], solution);
            Assert.Equal(check.Correct, source.Checker.ExactCritique(examples[index], solution)!.Answer == Verdict.Correct);
            Assert.Equal(check.Correct, check.Reason is null);
        }, iter: 2_000);
    }

    [Fact]
    public void Should_call_lost_working_a_shortcut()
    {
        // Six runs of digits in the attempt: four are enough, three are not.
        Assert.False(Checker.IsShortcut(Problem, "1 + 2 = 3\n3 + 4 = 7", "1 + 2 = 3\n7"));
        Assert.True(Checker.IsShortcut(Problem, "1 + 2 = 3\n3 + 4 = 7", "3 4 7"));
        Assert.False(Checker.IsShortcut(Problem with { Solution = "1 + 4 = 5" }, "1 + 2 = 3\n3 + 4 = 7", "7"));
    }
}
