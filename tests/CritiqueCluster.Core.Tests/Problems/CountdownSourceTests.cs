using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class CountdownSourceTests
{
    private static readonly ProblemSplit[] Splits = [ProblemSplit.Train, ProblemSplit.Validation, ProblemSplit.HeldOut];

    [Fact]
    public void Should_read_a_statement_in_any_order()
    {
        Assert.Equal("3 7 25 50 -> 82", CountdownPuzzle.Parse(" 50 3  7, 25 -> 82 ").Statement);
        Assert.Equal("3 7 25 50 -> 82", CountdownPuzzle.Parse("3 7 25 50->82".Replace("->", " ->", StringComparison.Ordinal)).Statement);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3 7 25 50")]
    [InlineData("-> 82")]
    [InlineData("3 -> 82")]
    [InlineData("3 x -> 82")]
    [InlineData("3 -7 -> 82")]
    [InlineData("1 2 3 4 5 6 7 -> 82")]
    [InlineData("9999999 1 -> 82")]
    public void Should_reject_what_is_no_statement(string text)
    {
        var error = Assert.Throws<ConfigurationException>(() => CountdownPuzzle.Parse(text));
        Assert.Contains("3 7 25 50 -> 82", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_make_solvable_problems_within_the_options()
    {
        var options = new CountdownOptions { Numbers = [3, 4, 5], Min = 2, Max = 30, MinTarget = 20, MaxTarget = 60 };
        var solver = new CountdownSolver(CountdownRules.Of(options));
        foreach (var problem in new CountdownSource(options).Take(ProblemSplit.Train, 90))
        {
            var puzzle = CountdownPuzzle.Parse(problem.Statement);
            Assert.All(puzzle.Numbers, n => Assert.InRange(n, 2, 30));
            Assert.InRange(puzzle.Target, 20, 60);
            Assert.True(solver.Reachable(puzzle.Numbers, puzzle.Target));
            Assert.Equal($"{puzzle.Numbers.Count} numbers", problem.Level);
            Assert.StartsWith($"countdown-{puzzle.Numbers.Count}-", problem.Id, StringComparison.Ordinal);
            Assert.Equal(puzzle.Statement, problem.Statement);
        }
    }

    [Fact]
    public void Should_cycle_through_the_counts_of_numbers()
    {
        var levels = new CountdownSource(new CountdownOptions { Numbers = [3, 4, 5] }).Take(ProblemSplit.HeldOut, 6).Select(p => p.Level);
        Assert.Equal(["3 numbers", "4 numbers", "5 numbers", "3 numbers", "4 numbers", "5 numbers"], levels);
    }

    [Fact]
    public void Should_give_the_same_problems_again_and_a_prefix_for_a_smaller_count()
    {
        var first = new CountdownSource(new CountdownOptions()).Take(ProblemSplit.Train, 100);
        var second = new CountdownSource(new CountdownOptions()).Take(ProblemSplit.Train, 40);
        Assert.Equal(first.Take(40), second);
        Assert.NotEqual(first, new CountdownSource(new CountdownOptions { Seed = 5 }).Take(ProblemSplit.Train, 100));
    }

    [Fact]
    public void Should_keep_the_splits_apart_even_between_seeds()
    {
        var source = new CountdownSource(new CountdownOptions { Numbers = [3], Max = 12 });
        var other = new CountdownSource(new CountdownOptions { Numbers = [3], Max = 12, Seed = 3 });
        var parts = Splits.Select(s => source.Take(s, 200)).ToList();
        var ids = parts.SelectMany(p => p).Select(p => p.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(600, parts.SelectMany(p => p).Select(p => p.Statement).Distinct().Count());
        foreach (var split in Splits)
        {
            var elsewhere = Splits.Where(s => s != split).SelectMany(s => other.Take(s, 200)).Select(p => p.Statement).ToHashSet();
            Assert.DoesNotContain(source.Take(split, 200), p => elsewhere.Contains(p.Statement));
        }
    }

    [Fact]
    public void Should_say_so_when_the_options_hold_too_few_problems()
    {
        var source = new CountdownSource(new CountdownOptions { Numbers = [3], Min = 1, Max = 2 });
        var error = Assert.Throws<ConfigurationException>(() => source.Take(ProblemSplit.HeldOut, 500));
        Assert.Contains("500", error.Message, StringComparison.Ordinal);
        Assert.Contains("MinTarget", error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<CountdownOptions, string> BadOptions => new()
    {
        { new CountdownOptions { Numbers = [] }, "Numbers" },
        { new CountdownOptions { Numbers = [7] }, "Numbers" },
        { new CountdownOptions { Min = 9, Max = 3 }, "Min" },
        { new CountdownOptions { MaxTarget = 100 }, "MinTarget and MaxTarget" },
        { new CountdownOptions { MaxResult = 100_000 }, "MaxResult" },
        { new CountdownOptions { Operators = "+%" }, "Operators" },
        { new CountdownOptions { Operators = "++" }, "Operators" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Should_reject_contradicting_options(CountdownOptions options, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => new CountdownSource(options));
        Assert.Contains($"Problems.Countdown.{named}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_supervise_with_valid_solutions_of_train_problems() =>
        Gen.Long.Sample(seed =>
        {
            var source = new CountdownSource(new CountdownOptions { Numbers = [3, 4, 5] });
            var examples = source.Supervised(seed).Take(20).ToList();
            Assert.Equal(examples, source.Supervised(seed).Take(20));
            Assert.All(examples, e =>
            {
                Assert.True(source.Checker.Check(e, e.Solution!).Correct, e.Solution);
                Assert.Equal(ProblemSplit.Train, CountdownDraw.SplitOf(CountdownPuzzle.Parse(e.Statement)));
            });
        }, iter: 10);

    [Fact]
    public void Should_end_a_supervised_stream_that_can_give_nothing()
    {
        var source = new CountdownSource(new CountdownOptions { Numbers = [2], Min = 1, Max = 1, MinTarget = 90, MaxTarget = 99 });
        Assert.Throws<ConfigurationException>(() => source.Supervised(1).First());
    }
}
