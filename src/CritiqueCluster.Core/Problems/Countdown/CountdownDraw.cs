namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Draws solvable puzzles: uniform numbers, then a uniform one of the targets that they reach.</summary>
internal static class CountdownDraw
{
    /// <summary>A puzzle with this many numbers; null if the numbers drawn reach no target that the options allow.</summary>
    public static CountdownPuzzle? Puzzle(
        Recipes.CountdownOptions options, CountdownSolver solver, int numbers, ref SplitMix64 random)
    {
        var drawn = Numbers(options, numbers, ref random);
        var targets = solver.Targets(drawn).Where(t => t >= options.MinTarget && t <= options.MaxTarget).ToList();
        return targets.Count == 0 ? null : new CountdownPuzzle(drawn, targets[random.Below(targets.Count)]);
    }

    /// <summary>That many uniform numbers, ascending; whether they reach anything is not asked.</summary>
    public static int[] Numbers(Recipes.CountdownOptions options, int count, ref SplitMix64 random)
    {
        var drawn = new int[count];
        for (var i = 0; i < count; i++)
            drawn[i] = options.Min + random.Below(options.Max - options.Min + 1);
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>The part that a puzzle belongs to.</summary>
    public static ProblemSplit SplitOf(CountdownPuzzle puzzle) => Splits.Of(puzzle.Statement);
}
