using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>
/// Teaches a critic to judge, with no word beside the verdict. Whether a step is fatal is a question of what the numbers after it can reach,
/// and a critique says so once or twice in a hundred tokens; <see cref="Reach"/> says so after every token.
/// </summary>
public sealed class VerdictLessons
{
    /// <summary>Targets that are asked for of the same numbers.</summary>
    private const int Targets = 24;

    private readonly CountdownOptions _options;
    private readonly ITokenizer _tokenizer;
    private readonly CountdownSolver _solver;
    private readonly CountdownJudge _judge;
    private readonly int _correct, _wrong;

    /// <exception cref="ArgumentException">The tokenizer has no single tokens for the verdicts.</exception>
    public VerdictLessons(CountdownOptions options, ITokenizer tokenizer)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
        _solver = new CountdownSolver(CountdownRules.Of(options));
        _judge = new CountdownJudge(_solver);
        (_correct, _wrong) = (TokenOf(Verdict.Correct), TokenOf(Verdict.Wrong));
    }

    /// <summary>
    /// The numbers that a step leaves and many targets one after the other, of which each is Correct if it can be reached, and half can. The more
    /// numbers are left the harder it is to say, so those are asked for more often.
    /// </summary>
    public TrainingExample Reach(ref SplitMix64 random)
    {
        while (true)
        {
            var (one, other) = (_options.Numbers[random.Below(_options.Numbers.Count)], _options.Numbers[random.Below(_options.Numbers.Count)]);
            var numbers = Enumerable.Repeat(0, Math.Max(one, other)).ToArray();
            for (var i = 0; i < numbers.Length; i++)
                numbers[i] = _options.Min + random.Below(_options.Max - _options.Min + 1);
            var state = CountdownState.Of(numbers);
            var steps = state.Steps(_solver.Rules).ToList();
            if (steps.Count == 0)
                continue;
            state = state.After(steps[random.Below(steps.Count)]);
            var within = Enumerable.Range(_options.MinTarget, _options.MaxTarget - _options.MinTarget + 1);
            var known = _solver.Targets(state.Numbers).ToHashSet();
            var (reached, missed) = (within.Where(known.Contains).ToList(), within.Where(t => !known.Contains(t)).ToList());
            if (reached.Count > 0 && missed.Count > 0)
                return Asked(state, reached, missed, ref random);
        }
    }

    /// <summary>
    /// An attempt that was drawn to have as many good as fatal steps, and verdicts on its steps up to the first wrong one: in the form that a
    /// critic fills in, and where the attempt itself is read.
    /// </summary>
    public TrainingExample Walk(CountdownPuzzle puzzle, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(puzzle);
        var state = CountdownState.Of(puzzle.Numbers);
        var (steps, alive) = (new List<string>(), true);
        while (state.Numbers.Count > 1 && state.Steps(_solver.Rules).ToList() is { Count: > 0 } allowed)
        {
            var good = alive ? allowed.Where(s => _solver.Reachable(state.After(s).Numbers, puzzle.Target)).ToList() : [];
            var fatal = allowed.Except(good).ToList();
            var from = good.Count > 0 && (fatal.Count == 0 || random.Below(2) == 0) ? good : fatal;
            alive = from == good;
            var step = from[random.Below(from.Count)];
            state = state.After(step);
            steps.Add(step.ToString());
        }
        return Judged(puzzle, steps);
    }

    /// <summary>The same of an attempt's steps.</summary>
    public TrainingExample Judged(CountdownPuzzle puzzle, IReadOnlyList<string> steps)
    {
        ArgumentNullException.ThrowIfNull(puzzle);
        ArgumentNullException.ThrowIfNull(steps);
        var verdicts = Verdicts(puzzle, steps).ToList();
        var answers = new List<TokenAnswer>();
        var tokens = new List<int>(_tokenizer.Encode(PromptFormat.Solve(puzzle.Statement), addSpecialTokens: true));
        for (var i = 0; i < steps.Count; i++)
        {
            tokens.AddRange(_tokenizer.Encode(steps[i]));
            if (i < verdicts.Count)
                answers.Add(new TokenAnswer(tokens.Count - 1, verdicts[i]));
            tokens.AddRange(_tokenizer.Encode("\n"));
        }
        // What follows the steps in the prompt; the same tokens as if all of it were encoded at once, since lines are encoded apart.
        tokens.AddRange(_tokenizer.Encode($"{PromptFormat.CritiqueHeading}\n"));
        var prompt = tokens.Count;
        var form = CritiqueText.Form(steps);
        for (var i = 0; i < verdicts.Count; i++)
        {
            tokens.AddRange(_tokenizer.Encode((i == 0 ? "" : $" {Verdict.Correct}.\n") + form[i]));
            answers.Add(new TokenAnswer(tokens.Count - 1, verdicts[i]));
        }
        return new TrainingExample([.. tokens, _tokenizer.EndOfSequence], prompt, Answers: answers);
    }

    private TrainingExample Asked(CountdownState state, List<int> reached, List<int> missed, ref SplitMix64 random)
    {
        var tokens = new List<int>(_tokenizer.Encode($"{state} ->", addSpecialTokens: true));
        var answers = new List<TokenAnswer>();
        var prompt = tokens.Count;
        for (var i = 0; i < Targets; i++)
        {
            var from = random.Below(2) == 0 ? reached : missed;
            tokens.AddRange(_tokenizer.Encode(FormattableString.Invariant($" {from[random.Below(from.Count)]}")));
            answers.Add(new TokenAnswer(tokens.Count - 1, from == reached ? _correct : _wrong));
        }
        return new TrainingExample([.. tokens, _tokenizer.EndOfSequence], prompt, Answers: answers);
    }

    /// <summary>Verdicts up to the first wrong step.</summary>
    private IEnumerable<int> Verdicts(CountdownPuzzle puzzle, IReadOnlyList<string> steps)
    {
        var state = CountdownState.Of(puzzle.Numbers);
        foreach (var step in steps)
        {
            (_, var fault, state) = _judge.Exact(state, step, puzzle.Target);
            yield return fault is null ? _correct : _wrong;
            if (fault is not null)
                yield break;
        }
    }

    private int TokenOf(Verdict verdict) => _tokenizer.Encode($" {verdict}") is [var token]
        ? token
        : throw new ArgumentException($"the tokenizer has no token ' {verdict}'", nameof(verdict));
}
