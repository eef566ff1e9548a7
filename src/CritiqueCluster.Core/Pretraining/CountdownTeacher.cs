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
    private readonly CountdownJudge _judge;

    public CountdownTeacher(CountdownOptions options, ITokenizer tokenizer)
    {
        _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
        Source = new CountdownSource(options);
        Checker = new CountdownChecker(options);
        _errors = new CountdownErrors(Checker.Solver);
        _judge = new CountdownJudge(Checker.Solver);
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

    /// <summary>
    /// The rest of a critique whose writer passed over the first wrong step: what comes after is still to be judged for itself.
    /// Without it a critic that has called a fatal step right believes whatever follows. Null if nothing follows that could be judged.
    /// </summary>
    public TrainingExample? Belated(Problem problem, string attempt, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var steps = Checker.SplitSteps(attempt);
        var critiques = new List<StepCritique>();
        var states = new List<CountdownState> { CountdownState.Of(puzzle.Numbers) };
        int? fatal = null;
        foreach (var step in steps)
        {
            if (fatal is null && _judge.Exact(states[^1], step, puzzle.Target).Fault is not null)
                fatal = critiques.Count;
            var (_, fault, after) = _judge.Rules(states[^1], step);
            if (fault is not null)
                break; // nobody could pass over this one
            critiques.Add(new StepCritique(step, Verdict.Correct, CountdownPhrases.Left(after)));
            states.Add(after);
        }
        // Any step after the fatal one whose forerunners the rules allow; the first that they do not allow may be the last of them.
        var last = Math.Min(critiques.Count, steps.Count - 1);
        if (fatal is null || last <= fatal)
            return null;
        var at = fatal.Value + 1 + random.Below(last - fatal.Value);
        var wrong = new StepCritique(steps[at], Verdict.Wrong, _judge.Exact(states[at], steps[at], puzzle.Target).Fault!);
        var text = CritiqueText.Format(new SolutionCritique([.. critiques.Take(at), wrong], Verdict.Wrong, CountdownJudge.AnswerFault(puzzle, steps)));
        var rest = text.IndexOf(CritiqueText.StepLine(at, steps[at]), StringComparison.Ordinal);
        return Example(PromptFormat.Criticise(problem.Statement, attempt) + text[..rest], text[rest..]);
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
