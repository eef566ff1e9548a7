namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Answers exactly what can be reached from which numbers. Pure and thread-safe.</summary>
/// <param name="rules">Which steps are allowed.</param>
public sealed class CountdownSolver(CountdownRules rules)
{
    /// <summary>Which steps are allowed.</summary>
    public CountdownRules Rules => rules;

    /// <summary>Every value that can be reached from all of the numbers, ascending.</summary>
    public IReadOnlyList<int> Targets(IReadOnlyList<int> numbers)
    {
        var table = new DerivationTable(rules, numbers);
        return table.Values(table.All);
    }

    /// <summary>Whether the target can be reached from all of the numbers.</summary>
    public bool Reachable(IReadOnlyList<int> numbers, int target)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.Count == 1)
            return numbers[0] == target;
        var table = new DerivationTable(rules, numbers);
        return table.Count(table.All, target) > 0;
    }

    /// <summary>
    /// One valid derivation: an expression drawn with equal chances from all that reach the target, its steps in one of their
    /// possible orders, larger operand first. Null if the target is out of reach.
    /// </summary>
    public IReadOnlyList<CountdownStep>? RandomSolution(IReadOnlyList<int> numbers, int target, ref SplitMix64 random)
    {
        var table = new DerivationTable(rules, numbers);
        return table.Count(table.All, target) == 0 ? null : table.Draw(table.All, target, ref random);
    }

    /// <summary>How many different canonical step sequences reach the target.</summary>
    public long CountSolutions(IReadOnlyList<int> numbers, int target)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return CountFrom(CountdownState.Of(numbers), target, []);
    }

    private long CountFrom(CountdownState state, int target, Dictionary<string, long> known)
    {
        if (state.Numbers.Count == 1)
            return state.Numbers[0] == target ? 1 : 0;
        var key = state.ToString();
        if (known.TryGetValue(key, out var count))
            return count;
        return known[key] = state.Steps(rules).Sum(step => CountFrom(state.After(step), target, known));
    }
}
