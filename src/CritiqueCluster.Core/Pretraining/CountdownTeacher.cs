using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>Supervised examples for Countdown: solutions, critiques, and refinements in the light of a critique.</summary>
public sealed class CountdownTeacher
{
    private readonly ITokenizer _tokenizer;
    private readonly CountdownErrors _errors;

    public CountdownTeacher(CountdownOptions options, ITokenizer tokenizer)
    {
        _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
        Source = new CountdownSource(options);
        Checker = new CountdownChecker(options);
        _errors = new CountdownErrors(Checker.Solver);
    }

    public CountdownSource Source { get; }

    public CountdownChecker Checker { get; }

    /// <summary>Problem → solution.</summary>
    public TrainingExample Solution(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Example(PromptFormat.Solve(problem.Statement), problem.Solution!);
    }

    /// <summary>Problem, attempt → critique.</summary>
    public TrainingExample Critique(Problem problem, string attempt, SolutionCritique critique)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Example(PromptFormat.Criticise(problem.Statement, attempt), CritiqueText.Format(critique));
    }

    /// <summary>Problem, wrong attempt, critique → solution that keeps the good steps; null if no error could be inserted.</summary>
    public TrainingExample? Refinement(Problem problem, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (Flawed(problem, ref random) is not { } attempt)
            return null;
        var critique = Checker.ExactCritique(problem, attempt);
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var good = Checker.SplitSteps(attempt).Take(critique.FirstWrongStep ?? 0).Select(s => CountdownStep.TryParse(s)!).ToList();
        var state = good.Aggregate(CountdownState.Of(puzzle.Numbers), (s, step) => s.After(step));
        var rest = Checker.Solver.RandomSolution(state.Numbers, puzzle.Target, ref random);
        if (rest is null)
            return null;
        return Example(PromptFormat.Rewrite(problem.Statement, attempt, CritiqueText.Format(critique)), string.Join('\n', good.Concat(rest)));
    }

    /// <summary>The problem's solution with an error of a random kind at a random step; null if it cannot be made there.</summary>
    public string? Flawed(Problem problem, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var steps = Checker.SplitSteps(problem.Solution!).Select(s => CountdownStep.TryParse(s)!).ToList();
        var kind = random.Below(5) switch
        {
            0 => CountdownErrorKind.Arithmetic,
            1 => CountdownErrorKind.Availability,
            _ => CountdownErrorKind.OutOfReach,
        };
        return _errors.Insert(CountdownPuzzle.Parse(problem.Statement), steps, random.Below(steps.Count), kind, ref random);
    }

    private TrainingExample Example(string prompt, string completion)
    {
        var head = _tokenizer.Encode(prompt, addSpecialTokens: true);
        return new TrainingExample([.. head, .. _tokenizer.Encode(completion), _tokenizer.EndOfSequence], head.Length);
    }
}
