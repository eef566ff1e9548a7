using System.Text.RegularExpressions;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Judges Countdown solutions: one step a line, the last result is the answer, every number is used once.</summary>
public sealed partial class CountdownChecker : ISolutionChecker
{
    /// <summary>The kind of problem judged.</summary>
    public const string CountdownKind = "countdown";

    private readonly CountdownJudge _judge;

    /// <param name="options">The rules: operators and the largest result.</param>
    public CountdownChecker(CountdownOptions options)
    {
        Solver = new CountdownSolver(CountdownRules.Of(options));
        _judge = new CountdownJudge(Solver);
    }

    /// <summary>What the exact critique asks what can be reached.</summary>
    public CountdownSolver Solver { get; }

    /// <inheritdoc/>
    public string Kind => CountdownKind;

    /// <inheritdoc/>
    public IReadOnlyList<string> SplitSteps(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return solution.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <inheritdoc/>
    public AnswerCheck Check(Problem problem, string solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return _judge.Answer(CountdownPuzzle.Parse(problem.Statement), SplitSteps(solution));
    }

    /// <inheritdoc/>
    /// <remarks>The sequence of steps is kept as it is; within a step the larger operand of + and * comes first.</remarks>
    public string Canonical(string solution) => string.Join('\n', SplitSteps(solution).Select(CanonicalStep));

    /// <inheritdoc/>
    public SolutionCritique ExactCritique(Problem problem, string solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var steps = SplitSteps(solution);
        var state = CountdownState.Of(puzzle.Numbers);
        var critiques = new List<StepCritique>();
        foreach (var step in steps)
        {
            (_, var fault, state) = _judge.Exact(state, step, puzzle.Target);
            critiques.Add(fault is null
                ? new StepCritique(step, Verdict.Correct, CountdownPhrases.Left(state))
                : new StepCritique(step, Verdict.Wrong, fault));
            if (fault is not null)
                break;
        }
        if (critiques is [.., { Verdict: Verdict.Wrong }])
            return new SolutionCritique(critiques, Verdict.Wrong, CountdownJudge.AnswerFault(puzzle, steps));
        // The target stayed within reach all along: a single number that is left is the target.
        return state.Numbers.Count > 1
            ? new SolutionCritique(critiques, Verdict.Wrong, CountdownPhrases.NumbersLeft)
            : new SolutionCritique(critiques, Verdict.Correct, CountdownPhrases.Reached(puzzle.Target));
    }

    /// <inheritdoc/>
    public bool IsShortcut(Problem problem, string original, string refined)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return ShortcutFilter.IsShortcut(problem.Solution, original, refined);
    }

    private static string CanonicalStep(string step) =>
        CountdownStep.TryParse(step)?.Canonical.ToString() ?? WhiteSpace().Replace(step, " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
