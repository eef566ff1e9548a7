namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Draws solvable puzzles: uniform numbers, then a uniform one of the targets that they reach.</summary>
internal static class CountdownDraw
{
    /// <summary>A puzzle with this many numbers; null if the numbers drawn reach no target that the options allow.</summary>
    public static CountdownPuzzle? Puzzle(
        Recipes.CountdownOptions options, CountdownSolver solver, int numbers, ref SplitMix64 random)
    {
        var drawn = new int[numbers];
        for (var i = 0; i < numbers; i++)
            drawn[i] = options.Min + random.Below(options.Max - options.Min + 1);
        Array.Sort(drawn);
        var targets = solver.Targets(drawn).Where(t => t >= options.MinTarget && t <= options.MaxTarget).ToList();
        return targets.Count == 0 ? null : new CountdownPuzzle(drawn, targets[random.Below(targets.Count)]);
    }

    /// <summary>
    /// The part that a puzzle belongs to: eight tenths train, one validation, one held out. A hash of the puzzle alone decides,
    /// so the parts cannot overlap, whatever the seed and the counts.
    /// </summary>
    public static ProblemSplit SplitOf(CountdownPuzzle puzzle) => (SplitMix64.Hash(puzzle.Statement) % 10) switch
    {
        < 8 => ProblemSplit.Train,
        8 => ProblemSplit.Validation,
        _ => ProblemSplit.HeldOut,
    };
}
