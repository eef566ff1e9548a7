using System.Globalization;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Countdown problems made from the options' seed: every one solvable, no two alike.</summary>
public sealed class CountdownSource : IProblemSource
{
    /// <summary>Draws without anything new after which the options are taken to have no more to give.</summary>
    private const int FruitlessDraws = 20_000;

    private readonly CountdownOptions _options;
    private readonly CountdownChecker _checker;

    /// <exception cref="ConfigurationException">The options contradict each other.</exception>
    public CountdownSource(CountdownOptions options)
    {
        CountdownLimits.Verify(options);
        _options = options;
        _checker = new CountdownChecker(options);
    }

    /// <inheritdoc/>
    public string Name => CountdownChecker.CountdownKind;

    /// <inheritdoc/>
    public ISolutionChecker Checker => _checker;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The options do not give that many different problems.</exception>
    public IReadOnlyList<Problem> Take(ProblemSplit split, int count)
    {
        var streams = _options.Numbers.Distinct().ToDictionary(n => n, n => Distinct(n).GetEnumerator());
        try
        {
            var problems = new List<Problem>(count);
            while (problems.Count < count)
                problems.Add(NextOf(streams[_options.Numbers[problems.Count % _options.Numbers.Count]], split, count));
            return problems;
        }
        finally
        {
            foreach (var stream in streams.Values)
                stream.Dispose();
        }
    }

    /// <summary>
    /// Endless examples to learn from: puzzles of the train split, each with a random valid solution (every expression that
    /// reaches the target is equally likely). The same seed gives the same stream.
    /// </summary>
    public IEnumerable<Problem> Supervised(long seed)
    {
        var random = SplitMix64.Derive(seed, "countdown supervised");
        var fruitless = 0;
        for (long index = 0; ;)
        {
            var numbers = _options.Numbers[random.Below(_options.Numbers.Count)];
            var puzzle = CountdownDraw.Puzzle(_options, _checker.Solver, numbers, ref random);
            if (puzzle is null || CountdownDraw.SplitOf(puzzle) != ProblemSplit.Train)
            {
                if (++fruitless > FruitlessDraws)
                    throw TooFew(ProblemSplit.Train, 1);
                continue;
            }
            fruitless = 0;
            var solution = _checker.Solver.RandomSolution(puzzle.Numbers, puzzle.Target, ref random)!;
            var id = string.Create(CultureInfo.InvariantCulture, $"countdown-supervised-{index++:D9}");
            yield return ProblemOf(id, puzzle) with { Solution = string.Join('\n', solution) };
        }
    }

    /// <summary>The problem that a statement states, for puzzles that come from outside.</summary>
    /// <exception cref="ConfigurationException">The statement is not a Countdown problem.</exception>
    public static Problem FromStatement(string id, string statement) => ProblemOf(id, CountdownPuzzle.Parse(statement));

    private static Problem ProblemOf(string id, CountdownPuzzle puzzle) => new(
        id, puzzle.Statement, puzzle.Target.ToString(CultureInfo.InvariantCulture), CountdownChecker.CountdownKind,
        string.Create(CultureInfo.InvariantCulture, $"{puzzle.Numbers.Count} numbers"));

    private Problem NextOf(IEnumerator<(int Index, CountdownPuzzle Puzzle)> stream, ProblemSplit split, int count)
    {
        while (stream.MoveNext())
        {
            var (index, puzzle) = stream.Current;
            if (CountdownDraw.SplitOf(puzzle) == split)
                return ProblemOf(string.Create(CultureInfo.InvariantCulture, $"countdown-{puzzle.Numbers.Count}-{index:D6}"), puzzle);
        }
        throw TooFew(split, count);
    }

    /// <summary>
    /// All splits' puzzles with this many numbers, numbered together so that an id names one puzzle; ends when nothing new comes.
    /// </summary>
    private IEnumerable<(int Index, CountdownPuzzle Puzzle)> Distinct(int numbers)
    {
        var random = SplitMix64.Derive(_options.Seed, "countdown", numbers);
        var seen = new HashSet<string>();
        for (var fruitless = 0; fruitless < FruitlessDraws; fruitless++)
        {
            var puzzle = CountdownDraw.Puzzle(_options, _checker.Solver, numbers, ref random);
            if (puzzle is null || !seen.Add(puzzle.Statement))
                continue;
            fruitless = 0;
            yield return (seen.Count - 1, puzzle);
        }
    }

    private ConfigurationException TooFew(ProblemSplit split, int count) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Problems.Countdown does not give {count} different {split} problems: widen Min..Max ({_options.Min}..{_options.Max}), MinTarget..MaxTarget ({_options.MinTarget}..{_options.MaxTarget}) or Numbers, or ask for fewer problems."));
}
