using CritiqueCluster.Core.Problems.Countdown;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems;

public sealed class CountdownSolverTests
{
    private static readonly CountdownSolver Solver = new(new CountdownRules(99, "+-*/"));
    private static readonly Gen<int[]> Numbers = Gen.Int[0, 25].Array[2, 4];

    [Fact]
    public void Should_reach_exactly_what_trying_everything_reaches() =>
        Numbers.Sample(numbers =>
            Assert.Equal(BruteForce.Derivations(numbers, 99).Select(d => d.Value).Distinct().Order(), Solver.Targets(numbers)), iter: 60);

    [Fact]
    public void Should_count_the_distinct_step_sequences() =>
        Gen.Select(Numbers, Gen.Int).Sample((numbers, pick) =>
        {
            var all = BruteForce.Derivations(numbers, 99).ToList();
            var target = all[(pick & int.MaxValue) % all.Count].Value;
            Assert.Equal(all.Where(d => d.Value == target).Select(d => d.Steps).Distinct().Count(), Solver.CountSolutions(numbers, target));
        }, iter: 30);

    [Fact]
    public void Should_count_by_hand()
    {
        // 2 3 -> 6: only 3 * 2. 1 1 -> 1: 1 * 1 and 1 / 1. 0 5 -> 0: 5 * 0 and 0 / 5.
        Assert.Equal(1, Solver.CountSolutions([2, 3], 6));
        Assert.Equal(2, Solver.CountSolutions([1, 1], 1));
        Assert.Equal(2, Solver.CountSolutions([0, 5], 0));
        Assert.Equal(0, Solver.CountSolutions([2, 3], 7));
    }

    [Fact]
    public void Should_draw_valid_solutions() =>
        Gen.Select(Gen.Int[1, 50].Array[3, 6], Gen.ULong).Sample((numbers, seed) =>
        {
            var random = new SplitMix64(seed);
            var targets = Solver.Targets(numbers);
            if (targets.Count == 0)
                return;
            var target = targets[random.Below(targets.Count)];
            var steps = Solver.RandomSolution(numbers, target, ref random)!;
            var state = steps.Aggregate(CountdownState.Of(numbers), (s, step) =>
            {
                Assert.Null(s.Missing(step));
                Assert.Equal(step.Value, step.Result);
                Assert.Equal(step.Canonical, step);
                Assert.InRange(step.Result, 0, 99);
                return s.After(step);
            });
            Assert.Equal([target], state.Numbers);
        }, iter: 200);

    [Fact]
    public void Should_draw_every_solution_some_time()
    {
        int[] numbers = [2, 3, 4];
        var all = BruteForce.Derivations(numbers, 99).Where(d => d.Value == 9).Select(d => d.Steps).ToHashSet();
        var random = new SplitMix64(3);
        var drawn = new HashSet<string>();
        for (var i = 0; i < 40 * all.Count; i++)
            drawn.Add(string.Concat(Solver.RandomSolution(numbers, 9, ref random)!.Select(s => s + "\n")));
        Assert.True(all.Count > 1);
        Assert.True(all.SetEquals(drawn));
    }

    [Fact]
    public void Should_say_when_nothing_reaches_the_target()
    {
        var random = new SplitMix64(1);
        Assert.Null(Solver.RandomSolution([1, 1, 1], 50, ref random));
        Assert.False(Solver.Reachable([1, 1, 1], 50));
        Assert.True(Solver.Reachable([7], 7));
        Assert.False(Solver.Reachable([7], 8));
    }

    [SkippableFact]
    public void Should_solve_the_24_game_as_trying_everything_does()
    {
        var solver = new CountdownSolver(new CountdownRules(9_999, "+-*/"));
        var puzzles = File.ReadLines(SharedData.File("countdown/game24.csv")).Skip(1)
            .Select(line => line.Split(',')[1].Split(' ').Select(int.Parse).ToArray()).ToList();
        var solved = puzzles.Count(p => solver.Reachable(p, 24));
        Assert.Equal(puzzles.Count(p => BruteForce.Derivations(p, 9_999).Any(d => d.Value == 24)), solved);
        Assert.Equal((1_262, 1_246), (puzzles.Count, solved));
        Assert.False(solver.Reachable([3, 3, 8, 8], 24)); // needs 8 / (3 - 8/3)
    }
}
