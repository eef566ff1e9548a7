namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>The numbers that are left between two steps, ascending.</summary>
/// <param name="Numbers">The numbers, ascending.</param>
public sealed record CountdownState(IReadOnlyList<int> Numbers)
{
    /// <summary>The state with these numbers in any order.</summary>
    public static CountdownState Of(IEnumerable<int> numbers) => new([.. numbers.Order()]);

    /// <summary>The first operand of the step that is not among the numbers; null if both are.</summary>
    public long? Missing(CountdownStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (!Numbers.Any(n => n == step.Left))
            return step.Left;
        var enough = step.Left == step.Right ? 2 : 1;
        return Numbers.Count(n => n == step.Right) < enough ? step.Right : null;
    }

    /// <summary>The state after a step: operands (those that are there) taken away, the result put in.</summary>
    public CountdownState After(CountdownStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var left = Numbers.ToList();
        left.Remove((int)step.Left);
        left.Remove((int)step.Right);
        left.Add((int)step.Result);
        return Of(left);
    }

    /// <summary>The different canonical steps that the rules allow now.</summary>
    public IEnumerable<CountdownStep> Steps(CountdownRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        for (var i = 0; i < Numbers.Count; i++)
            for (var j = i + 1; j < Numbers.Count; j++)
            {
                // Equal numbers stand side by side, so each pair of values is met first at the first copy of both.
                var repeated = (i > 0 && Numbers[i] == Numbers[i - 1]) || (j > i + 1 && Numbers[j] == Numbers[j - 1]);
                if (repeated)
                    continue;
                foreach (var step in rules.Joining(Numbers[i], Numbers[j]))
                    yield return step;
            }
    }

    /// <summary>The numbers with a space between them.</summary>
    public override string ToString() => string.Join(' ', Numbers);
}
