using System.Globalization;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Explored;

/// <summary>
/// What is done with explored problems of one kind: they are the same problem, and in the same split, as in the source that they
/// came from. So nothing that a run held out becomes something that another learns from.
/// </summary>
internal abstract class ExploredKind
{
    /// <summary>Judges solutions of this kind.</summary>
    public abstract ISolutionChecker Checker { get; }

    /// <summary>The kind's.</summary>
    /// <exception cref="ConfigurationException">The rules of Countdown contradict each other.</exception>
    /// <exception cref="FormatException">There is no such kind.</exception>
    public static ExploredKind Of(string kind, CountdownOptions rules, bool allowRounding) => kind switch
    {
        CountdownChecker.CountdownKind => new CountdownKind(rules),
        WordChecker.WordKind => new WordKind(allowRounding),
        _ => throw new FormatException(
            $"its problem is of the kind '{kind}', but must be {CountdownChecker.CountdownKind} or {WordChecker.WordKind}"),
    };

    /// <summary>The problem as its source writes it, and what makes it the same as another.</summary>
    /// <exception cref="FormatException">It is no problem of this kind.</exception>
    public abstract (Problem Problem, string Key) Canonical(Problem problem);

    /// <summary>The part of its source that the problem belongs to.</summary>
    public abstract ProblemSplit SplitOf(Problem problem);

    private sealed class CountdownKind : ExploredKind
    {
        private readonly CountdownOptions _rules;
        private readonly CountdownChecker _checker;

        public CountdownKind(CountdownOptions rules)
        {
            CountdownLimits.Verify(rules);
            _rules = rules;
            _checker = new CountdownChecker(rules);
        }

        public override ISolutionChecker Checker => _checker;

        public override (Problem Problem, string Key) Canonical(Problem problem)
        {
            var puzzle = CountdownPuzzle.TryParse(problem.Statement)
                ?? throw new FormatException($"its statement '{problem.Statement}' is not a Countdown problem");
            var target = puzzle.Target.ToString(CultureInfo.InvariantCulture);
            if (problem.Answer != target)
                throw new FormatException($"its answer is {problem.Answer}, but its statement asks for {target}");
            if (!_checker.Solver.Reachable(puzzle.Numbers, puzzle.Target))
                throw new FormatException(string.Create(CultureInfo.InvariantCulture,
                    $"'{puzzle.Statement}' has no solution with the operators {_rules.Operators} and results up to {_rules.MaxResult} of Problems.Countdown"));
            return (problem with { Statement = puzzle.Statement }, puzzle.Statement);
        }

        public override ProblemSplit SplitOf(Problem problem) => CountdownDraw.SplitOf(CountdownPuzzle.Parse(problem.Statement));
    }

    private sealed class WordKind(bool allowRounding) : ExploredKind
    {
        public override ISolutionChecker Checker { get; } = new WordChecker(allowRounding);

        public override (Problem Problem, string Key) Canonical(Problem problem) => (problem, WordSource.Key(problem));

        public override ProblemSplit SplitOf(Problem problem) => WordSource.SplitOf(problem);
    }
}
