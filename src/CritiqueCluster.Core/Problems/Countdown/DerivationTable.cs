namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>
/// For every subset of the given numbers, each value that an expression over exactly that subset can have, and how many
/// expressions (unordered binary trees) have it. Built from the smallest subsets up: a value of a subset joins a value of one
/// part and a value of the rest, so no state is searched twice.
/// </summary>
internal sealed class DerivationTable
{
    private readonly CountdownRules _rules;
    private readonly int[][] _values;
    private readonly long[][] _counts;

    public DerivationTable(CountdownRules rules, IReadOnlyList<int> numbers)
    {
        _rules = rules;
        var subsets = 1 << numbers.Count;
        _values = new int[subsets][];
        _counts = new long[subsets][];
        var scratch = new long[rules.MaxResult + 1];
        for (var subset = 1; subset < subsets; subset++)
        {
            if (int.IsPow2(subset))
                (_values[subset], _counts[subset]) = ([numbers[int.TrailingZeroCount(subset)]], [1]);
            else
                Fill(subset, scratch);
        }
    }

    /// <summary>The subset of all numbers.</summary>
    public int All => _values.Length - 1;

    /// <summary>The values of a subset, ascending.</summary>
    public IReadOnlyList<int> Values(int subset) => _values[subset];

    /// <summary>How many expressions over the subset have the value.</summary>
    public long Count(int subset, int value)
    {
        var at = Array.BinarySearch(_values[subset], value);
        return at < 0 ? 0 : _counts[subset][at];
    }

    /// <summary>One of the expressions, each equally likely, as steps in a random order that respects dependence.</summary>
    public List<CountdownStep> Draw(int subset, int value, ref SplitMix64 random)
    {
        if (int.IsPow2(subset))
            return [];
        var (part, left, right, operation) = DrawLastStep(subset, value, random.Below(Count(subset, value)));
        var steps = Interleave(Draw(part, left, ref random), Draw(subset ^ part, right, ref random), ref random);
        steps.Add(InOrder(operation, left, right, value));
        return steps;
    }

    private void Fill(int subset, long[] scratch)
    {
        Array.Clear(scratch);
        for (var part = (subset - 1) & subset; part > (subset ^ part); part = (part - 1) & subset)
            AddJoins(part, subset ^ part, scratch);
        var values = new List<int>();
        for (var value = 0; value < scratch.Length; value++)
            if (scratch[value] > 0)
                values.Add(value);
        _values[subset] = [.. values];
        _counts[subset] = [.. values.Select(v => scratch[v])];
    }

    private void AddJoins(int part, int rest, long[] scratch)
    {
        for (var i = 0; i < _values[part].Length; i++)
            for (var j = 0; j < _values[rest].Length; j++)
                foreach (var operation in _rules.Operators)
                {
                    var value = Join(operation, _values[part][i], _values[rest][j]);
                    if (value >= 0)
                        scratch[value] += _counts[part][i] * _counts[rest][j];
                }
    }

    private (int Part, int Left, int Right, char Operation) DrawLastStep(int subset, int value, long index)
    {
        for (var part = (subset - 1) & subset; part > (subset ^ part); part = (part - 1) & subset)
        {
            var rest = subset ^ part;
            for (var i = 0; i < _values[part].Length; i++)
                for (var j = 0; j < _values[rest].Length; j++)
                    foreach (var operation in _rules.Operators)
                    {
                        if (Join(operation, _values[part][i], _values[rest][j]) != value)
                            continue;
                        index -= _counts[part][i] * _counts[rest][j];
                        if (index < 0)
                            return (part, _values[part][i], _values[rest][j], operation);
                    }
        }
        throw new InvalidOperationException("More expressions were counted than there are.");
    }

    /// <summary>What the operation gives on two numbers in their canonical order; -1 if that step is not allowed.</summary>
    private int Join(char operation, int first, int second)
    {
        var (large, small) = first >= second ? (first, second) : (second, first);
        var value = operation switch
        {
            '+' => (long)large + small,
            '-' => large - small,
            '*' => (long)large * small,
            _ when small == 0 => large == 0 ? -1 : 0,
            _ => large % small == 0 ? large / small : -1,
        };
        return value <= _rules.MaxResult ? (int)value : -1;
    }

    private static CountdownStep InOrder(char operation, int left, int right, int value)
    {
        var (large, small) = left >= right ? (left, right) : (right, left);
        return operation == '/' && small == 0
            ? new CountdownStep(small, operation, large, value)
            : new CountdownStep(large, operation, small, value);
    }

    /// <summary>Every interleaving of two sequences is equally likely.</summary>
    private static List<CountdownStep> Interleave(List<CountdownStep> left, List<CountdownStep> right, ref SplitMix64 random)
    {
        var merged = new List<CountdownStep>(left.Count + right.Count + 1);
        int i = 0, j = 0;
        while (i < left.Count || j < right.Count)
            merged.Add(random.Below(left.Count - i + right.Count - j) < left.Count - i ? left[i++] : right[j++]);
        return merged;
    }
}
