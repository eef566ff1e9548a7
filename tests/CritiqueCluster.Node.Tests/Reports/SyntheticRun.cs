using CritiqueCluster.Core;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Tests.Reports;

/// <summary>
/// A run on real Countdown problems with an invented policy: it solves a problem with a chance that rises by iteration, errs in
/// the ways that are known, and is criticised by a critic that is wrong now and then.
/// </summary>
internal sealed class SyntheticRun
{
    private readonly CountdownSource _source;
    private readonly CountdownChecker _checker;
    private readonly CountdownErrors _errors;
    private readonly double _criticSkill;
    private SplitMix64 _random = new(7);

    public SyntheticRun(CriticKind critic = CriticKind.Model, int iterations = 3, int train = 90, int heldOut = 60)
    {
        Recipe = new Recipe
        {
            Seed = 7,
            Iterations = iterations,
            Problems = new ProblemOptions { Train = train, HeldOut = heldOut, Countdown = new CountdownOptions { Numbers = [3, 4, 5] } },
            Critic = new CriticOptions { Kind = critic },
        };
        _criticSkill = critic == CriticKind.Exact ? 1 : 0.7;
        _source = new CountdownSource(Recipe.Problems.Countdown);
        _checker = new CountdownChecker(Recipe.Problems.Countdown);
        _errors = new CountdownErrors(_checker.Solver);
    }

    public Recipe Recipe { get; }

    public RunFacts Facts => new("countdown-example", Recipe, Version(0),
        Recipe.Critic.Kind == CriticKind.Exact ? null : new ParameterVersion("critic", 0, "sha256:" + new string('c', 64)));

    public ISolutionChecker? CheckerOf(string kind) => kind == _checker.Kind ? _checker : null;

    /// <summary>All explorations in the journal's order.</summary>
    public IEnumerable<ExplorationRecord> Explorations()
    {
        for (var iteration = -1; iteration < Recipe.Iterations; iteration++)
        {
            if (iteration >= 0)
                foreach (var problem in _source.Take(ProblemSplit.Train, Recipe.Problems.Train))
                    yield return Training(problem, iteration);
            foreach (var problem in _source.Take(ProblemSplit.HeldOut, Recipe.Problems.HeldOut))
                yield return Evaluation(problem, iteration);
        }
    }

    public IEnumerable<LearningResult> Learnings() => Enumerable.Range(1, Recipe.Iterations).Select(step => new LearningResult(
        Version(step), step * 100, new Dictionary<AttemptSource, int> { [AttemptSource.Sampled] = 150 * step, [AttemptSource.Continued] = 60 * step },
        100 * step, 40, 0.6 - 0.05 * step, 200_000, 20));

    private static ParameterVersion Version(int step) => new("policy", step, $"sha256:{new string((char)('a' + step), 64)}");

    private ExplorationRecord Evaluation(Problem problem, int iteration) => new(
        $"run/{iteration}/eval/{problem.Id}", iteration, ExplorationPurpose.Evaluation, problem, iteration + 1, 0,
        [.. Enumerable.Range(0, 32).Select(i => Checked(problem, Sample(problem, i, iteration + 1), 0, []))], []);

    private ExplorationRecord Training(Problem problem, int iteration)
    {
        var attempts = new List<CheckedAttempt>();
        var seen = new HashSet<string>();
        for (var i = 0; i < Recipe.Rollout.Attempts; i++)
            attempts.Add(Checked(problem, Sample(problem, i, iteration), 0, seen));
        var critiques = attempts.Where(a => !a.Correct).Take(2).Select(a => Criticise(problem, a.Attempt)).ToList();
        foreach (var critique in critiques.Where(c => c.Critique is not null))
            for (var r = 0; r < 3; r++)
                attempts.Add(Checked(problem, Refine(problem, attempts[critique.Attempt].Attempt, critique.Critique!, attempts.Count, iteration), 1, seen));
        return new ExplorationRecord(
            $"run/{iteration}/train/{problem.Id}", iteration, ExplorationPurpose.Training, problem, iteration, 0, attempts, critiques);
    }

    private Attempt Sample(Problem problem, int index, int skill)
    {
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var solution = _checker.Solver.RandomSolution(puzzle.Numbers, puzzle.Target, ref _random)!;
        var chance = 0.5 / (puzzle.Numbers.Count - 2) + 0.05 * skill + (SplitMix64.Hash(problem.Id) % 3 == 0 ? -0.4 : 0);
        var text = _random.NextDouble() < chance ? Text(solution) : Flawed(puzzle, solution);
        return AttemptOf(index, AttemptSource.Sampled, null, text, 0, skill);
    }

    private Attempt Refine(Problem problem, Attempt parent, SolutionCritique critique, int index, int version)
    {
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        var steps = _checker.SplitSteps(parent.Text).Take(critique.FirstWrongStep ?? 0).ToList();
        var state = steps.Aggregate(CountdownState.Of(puzzle.Numbers), (s, text) => s.After(CountdownStep.TryParse(text)!));
        var rest = _random.NextDouble() < 0.6 ? _checker.Solver.RandomSolution([.. state.Numbers], puzzle.Target, ref _random) : null;
        var text = string.Join('\n', [.. steps, .. rest?.Select(s => s.ToString()) ?? ["1 + 1 = 3"]]);
        return AttemptOf(index, index % 4 == 0 ? AttemptSource.Rewritten : AttemptSource.Continued, parent.Index, text,
            index % 4 == 0 ? 0 : 8 * steps.Count, version);
    }

    private AttemptCritique Criticise(Problem problem, Attempt attempt)
    {
        var exact = _checker.ExactCritique(problem, attempt.Text);
        if (_random.NextDouble() > _criticSkill)
        {
            var wrong = _random.Below(exact.Steps.Count);
            exact = _random.Below(6) == 0 ? null : exact with
            {
                Steps = [.. exact.Steps.Take(wrong + 1).Select((s, i) => s with { Verdict = i == wrong ? Verdict.Wrong : Verdict.Correct })],
            };
        }
        var text = exact is null ? "Step 1: <garbled" : CritiqueText.Format(exact);
        return new AttemptCritique(attempt.Index, exact, text, _criticSkill < 1 ? text.Length / 2 : 0, 0);
    }

    private string Flawed(CountdownPuzzle puzzle, IReadOnlyList<CountdownStep> solution)
    {
        for (var tries = 0; tries < 8; tries++)
            if (_errors.Insert(puzzle, solution, _random.Below(solution.Count), (CountdownErrorKind)_random.Below(3), ref _random) is { } text)
                return text;
        return "1 + 1 = 3";
    }

    private Attempt AttemptOf(int index, AttemptSource source, int? parent, string text, int forced, int version)
    {
        var entropy = (float)(0.5 - 0.05 * version + 0.1 * _random.NextDouble());
        var tokens = text.Select(c => (int)c).Append(1).ToArray();
        forced = Math.Min(forced, tokens.Length - 1);
        return new Attempt(index, source, parent, text, tokens, forced, new float[tokens.Length],
            [.. tokens.Select((_, i) => i < forced ? 0 : entropy)], FinishReason.Stop, version);
    }

    private CheckedAttempt Checked(Problem problem, Attempt attempt, int round, HashSet<string> seen)
    {
        var check = _checker.Check(problem, attempt.Text);
        var canonical = _checker.Canonical(attempt.Text);
        return new CheckedAttempt(attempt, check.Correct, check.Reason, canonical, check.Correct && seen.Add(canonical), round);
    }

    private static string Text(IEnumerable<CountdownStep> steps) => string.Join('\n', steps);
}
