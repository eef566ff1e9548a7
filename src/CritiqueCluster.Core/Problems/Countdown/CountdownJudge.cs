using System.Globalization;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>What a step is worth where it stands.</summary>
/// <param name="Step">The step as read; null if it is none.</param>
/// <param name="Fault">Why it is wrong; null if it is right.</param>
/// <param name="After">The numbers after a right step; those before it otherwise.</param>
public sealed record JudgedStep(CountdownStep? Step, string? Fault, CountdownState After);

/// <summary>Judges steps and answers by the rules: arithmetic, availability, operator and range, then reachability.</summary>
/// <param name="solver">Knows the rules and what is reachable.</param>
public sealed class CountdownJudge(CountdownSolver solver)
{
    /// <summary>Judges one step by the rules alone: whether it may be taken, not whether it is wise.</summary>
    public JudgedStep Rules(CountdownState state, string text)
    {
        ArgumentNullException.ThrowIfNull(state);
        var step = CountdownStep.TryParse(text);
        var fault = step is null ? CountdownPhrases.NotAStep : Fault(state, step);
        return new JudgedStep(step, fault, fault is null ? state.After(step!) : state);
    }

    /// <summary>Judges one step by the rules and by whether the target can be reached after it.</summary>
    public JudgedStep Exact(CountdownState state, string text, int target)
    {
        var judged = Rules(state, text);
        return judged.Fault is null && !solver.Reachable(judged.After.Numbers, target)
            ? judged with { Fault = CountdownPhrases.OutOfReach(target), After = state }
            : judged;
    }

    /// <summary>The answer of a solution whose steps are given: by the rules, from the first step to the last.</summary>
    public AnswerCheck Answer(CountdownPuzzle puzzle, IReadOnlyList<string> steps)
    {
        ArgumentNullException.ThrowIfNull(puzzle);
        ArgumentNullException.ThrowIfNull(steps);
        var state = CountdownState.Of(puzzle.Numbers);
        string? fault = null;
        for (var i = 0; i < steps.Count && fault is null; i++)
            (_, fault, state) = Rules(state, steps[i]);
        var answer = steps.Count == 0 ? null : CountdownStep.TryParse(steps[^1])?.Result.ToString(CultureInfo.InvariantCulture);
        if (fault is null && state.Numbers is [var last] && last == puzzle.Target)
            return new AnswerCheck(true, answer, null);
        return new AnswerCheck(false, answer, fault ?? (state.Numbers.Count > 1 ? CountdownPhrases.NumbersLeft : AnswerFault(puzzle, steps)));
    }

    /// <summary>Why the final answer is wrong where a step is, as far as the steps' texts show.</summary>
    public static string AnswerFault(CountdownPuzzle puzzle, IReadOnlyList<string> steps)
    {
        ArgumentNullException.ThrowIfNull(puzzle);
        ArgumentNullException.ThrowIfNull(steps);
        var last = steps.Count == 0 ? null : CountdownStep.TryParse(steps[^1]);
        if (last is not null && last.Result != puzzle.Target)
            return CountdownPhrases.NotTarget(last.Result, puzzle.Target);
        return steps.Count < puzzle.Numbers.Count - 1 ? CountdownPhrases.NumbersLeft : CountdownPhrases.WrongStep;
    }

    private string? Fault(CountdownState state, CountdownStep step)
    {
        if (step.Value != step.Result)
            return CountdownPhrases.Arithmetic(step);
        if (state.Missing(step) is { } missing)
            return CountdownPhrases.Missing(missing);
        if (!solver.Rules.Allows(step.Operator))
            return CountdownPhrases.Operator(step.Operator);
        return solver.Rules.InRange(step.Result) ? null : CountdownPhrases.Range(step.Result);
    }
}
