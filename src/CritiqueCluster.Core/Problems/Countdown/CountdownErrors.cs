namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>The kinds of mistakes that are inserted into valid solutions to teach a critic.</summary>
public enum CountdownErrorKind
{
    /// <summary>The result is not what the operation gives.</summary>
    Arithmetic,

    /// <summary>An operand is not among the numbers that are left.</summary>
    Availability,

    /// <summary>A step that may be taken, after which the target is out of reach.</summary>
    OutOfReach,
}

/// <summary>
/// Makes flawed solutions with a known first wrong step (AutoMathCritique: errors inserted at a chosen step). The steps before
/// it stay, and what follows goes on from what the error pretends, as a model's mistakes do.
/// </summary>
/// <param name="solver">Knows the rules and what is reachable.</param>
public sealed class CountdownErrors(CountdownSolver solver)
{
    /// <summary>The solution with an error at a step, as text; null if that kind of error cannot be made there.</summary>
    /// <param name="puzzle">The puzzle.</param>
    /// <param name="solution">The steps of a valid solution.</param>
    /// <param name="step">Where the error goes, from 0.</param>
    /// <param name="kind">What kind of error.</param>
    /// <param name="random">Decides among the possible errors and ways to go on.</param>
    public string? Insert(
        CountdownPuzzle puzzle, IReadOnlyList<CountdownStep> solution, int step, CountdownErrorKind kind, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(puzzle);
        ArgumentNullException.ThrowIfNull(solution);
        var state = solution.Take(step).Aggregate(CountdownState.Of(puzzle.Numbers), (s, taken) => s.After(taken));
        var wrong = kind switch
        {
            CountdownErrorKind.Arithmetic => WrongResult(puzzle, state, solution[step], ref random),
            CountdownErrorKind.Availability => WrongOperand(state, solution[step], ref random),
            _ => WrongChoice(puzzle, state, ref random),
        };
        if (wrong is not var (flawed, pretended))
            return null;
        return string.Join('\n', [.. solution.Take(step), flawed, .. GoOn(puzzle, pretended, ref random)]);
    }

    /// <summary>
    /// A slip of one, of ten or of anything; the last step rather claims the target, as a model that knows where it must end does.
    /// </summary>
    private (CountdownStep, CountdownState)? WrongResult(
        CountdownPuzzle puzzle, CountdownState state, CountdownStep valid, ref SplitMix64 random)
    {
        var step = valid;
        if (state.Numbers.Count == 2 && random.Below(4) > 0)
        {
            var others = state.Steps(solver.Rules).Where(s => s.Result != puzzle.Target).ToList();
            if (others.Count == 0)
                return null;
            step = others[random.Below(others.Count)] with { Result = puzzle.Target };
            return (step, state.After(step));
        }
        var result = random.Below(4) switch
        {
            0 => step.Result + 1,
            1 => step.Result - 1,
            2 => step.Result + (random.Below(2) == 0 ? 10 : -10),
            _ => random.Below(solver.Rules.MaxResult + 1),
        };
        if (result == step.Result || !solver.Rules.InRange(result))
            return null;
        step = step with { Result = result };
        return (step, state.After(step));
    }

    /// <summary>One operand becomes a number that is not left; what follows pretends that the right one was used up.</summary>
    private (CountdownStep, CountdownState)? WrongOperand(CountdownState state, CountdownStep valid, ref SplitMix64 random)
    {
        var first = random.Below(2) == 0;
        var near = (first ? valid.Left : valid.Right) + random.Below(21) - 10;
        var step = first ? valid with { Left = near } : valid with { Right = near };
        if (near < 0 || state.Missing(step) is null || step.Value is not { } value || !solver.Rules.InRange(value))
            return null;
        step = step with { Result = value };
        return (step, state.After(valid with { Result = value }));
    }

    private (CountdownStep, CountdownState)? WrongChoice(CountdownPuzzle puzzle, CountdownState state, ref SplitMix64 random)
    {
        var lost = state.Steps(solver.Rules).Where(s => !solver.Reachable(state.After(s).Numbers, puzzle.Target)).ToList();
        if (lost.Count == 0)
            return null;
        var step = lost[random.Below(lost.Count)];
        return (step, state.After(step));
    }

    /// <summary>To the target where it can be reached from what the error pretends, else anywhere that the rules allow.</summary>
    private List<CountdownStep> GoOn(CountdownPuzzle puzzle, CountdownState state, ref SplitMix64 random)
    {
        if (solver.RandomSolution(state.Numbers, puzzle.Target, ref random) is { } rest)
            return [.. rest];
        var steps = new List<CountdownStep>();
        while (state.Numbers.Count > 1)
        {
            var allowed = state.Steps(solver.Rules).ToList();
            if (allowed.Count == 0)
                break;
            steps.Add(allowed[random.Below(allowed.Count)]);
            state = state.After(steps[^1]);
        }
        return steps;
    }
}
