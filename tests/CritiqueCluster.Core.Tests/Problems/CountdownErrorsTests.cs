using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class CountdownErrorsTests
{
    private static readonly CountdownSource Source = new(new CountdownOptions { Numbers = [3, 4] });
    private static readonly CountdownChecker Checker = (CountdownChecker)Source.Checker;
    private static readonly List<Problem> Examples = [.. Source.Supervised(5).Take(100)];

    [Fact]
    public void Should_make_the_first_wrong_step_where_and_as_asked()
    {
        var made = new Dictionary<CountdownErrorKind, int>();
        Gen.Select(Gen.Int[0, 99], Gen.Int[0, 2], Gen.Enum<CountdownErrorKind>(), Gen.ULong).Sample((index, step, kind, seed) =>
        {
            var solution = Checker.SplitSteps(Examples[index].Solution!).Select(s => CountdownStep.TryParse(s)!).ToList();
            step %= solution.Count;
            if (Insert(Examples[index], solution, step, kind, seed) is not { } flawed)
                return;
            Assert.Equal(flawed, Insert(Examples[index], solution, step, kind, seed));
            var critique = Checker.ExactCritique(Examples[index], flawed);
            Assert.Equal(step, critique.FirstWrongStep);
            Assert.Equal(kind, KindOf(critique.Steps[step].Explanation));
            Assert.All(Checker.SplitSteps(flawed), s => Assert.NotNull(CountdownStep.TryParse(s)));
            made[kind] = made.GetValueOrDefault(kind) + 1;
        }, iter: 3_000, threads: 1);
        Assert.All(Enum.GetValues<CountdownErrorKind>(), kind => Assert.True(made.GetValueOrDefault(kind) > 300, $"{kind}: {made.GetValueOrDefault(kind)}"));
    }

    private static string? Insert(Problem problem, List<CountdownStep> solution, int step, CountdownErrorKind kind, ulong seed)
    {
        var random = new SplitMix64(seed);
        return new CountdownErrors(Checker.Solver).Insert(CountdownPuzzle.Parse(problem.Statement), solution, step, kind, ref random);
    }

    private static CountdownErrorKind KindOf(string explanation) =>
        explanation.EndsWith("is not there", StringComparison.Ordinal) ? CountdownErrorKind.Availability
        : explanation.EndsWith("is out of reach", StringComparison.Ordinal) ? CountdownErrorKind.OutOfReach
        : CountdownErrorKind.Arithmetic;
}
