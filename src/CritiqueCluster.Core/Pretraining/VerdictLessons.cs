using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems;
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
    private readonly CountdownChecker _checker;
    private readonly int _correct, _wrong;

    /// <exception cref="ArgumentException">The tokenizer has no single tokens for the verdicts.</exception>
    public VerdictLessons(CountdownOptions options, ITokenizer tokenizer)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
        _checker = new CountdownChecker(options);
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
            var state = CountdownState.Of(CountdownDraw.Numbers(_options, Math.Max(one, other), ref random));
            var steps = state.Steps(Solver.Rules).ToList();
            if (steps.Count == 0)
                continue;
            state = state.After(steps[random.Below(steps.Count)]);
            var within = Enumerable.Range(_options.MinTarget, _options.MaxTarget - _options.MinTarget + 1);
            var known = Solver.Targets(state.Numbers).ToHashSet();
            var (reached, missed) = (within.Where(known.Contains).ToList(), within.Where(t => !known.Contains(t)).ToList());
            if (reached.Count > 0 && missed.Count > 0)
                return Asked(state, reached, missed, ref random);
        }
    }

    /// <summary>
    /// An attempt that was drawn to have as many good as fatal steps, and verdicts on its steps up to the first wrong one: in the form that a
    /// critic fills in, and where the attempt itself is read.
    /// </summary>
    public TrainingExample Walk(Problem problem, ref SplitMix64 random)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var state = CountdownState.Of(puzzle.Numbers);
        var (steps, alive) = (new List<string>(), true);
        while (state.Numbers.Count > 1 && state.Steps(Solver.Rules).ToList() is { Count: > 0 } allowed)
        {
            var good = alive ? allowed.Where(s => Solver.Reachable(state.After(s).Numbers, puzzle.Target)).ToList() : [];
            var fatal = allowed.Except(good).ToList();
            var from = good.Count > 0 && (fatal.Count == 0 || random.Below(2) == 0) ? good : fatal;
            alive = from == good;
            var step = from[random.Below(from.Count)];
            state = state.After(step);
            steps.Add(step.ToString());
        }
        return Judged(problem, string.Join('\n', steps));
    }

    /// <summary>The same of any attempt.</summary>
    public TrainingExample Judged(Problem problem, string attempt)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var steps = _checker.SplitSteps(attempt);
        var verdicts = _checker.ExactCritique(problem, attempt).Steps.Select(s => s.Verdict == Verdict.Correct ? _correct : _wrong).ToList();
        var answers = new List<TokenAnswer>();
        var tokens = new List<int>(_tokenizer.Encode(PromptFormat.Solve(problem.Statement), addSpecialTokens: true));
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

    private CountdownSolver Solver => _checker.Solver;

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

    private int TokenOf(Verdict verdict) => _tokenizer.Encode($" {verdict}") is [var token]
        ? token
        : throw new ArgumentException($"the tokenizer has no token ' {verdict}'", nameof(verdict));
}
