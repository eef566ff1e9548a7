using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Which steps are allowed: the part of the options that decides what a derivation is.</summary>
/// <param name="MaxResult">Largest result of a step; the smallest is 0.</param>
/// <param name="Operators">A subset of <c>+-*/</c>.</param>
public sealed record CountdownRules(int MaxResult, string Operators)
{
    /// <summary>The rules of the options.</summary>
    public static CountdownRules Of(CountdownOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new CountdownRules(options.MaxResult, options.Operators);
    }

    /// <summary>Whether the operation is one of the allowed ones.</summary>
    public bool Allows(char operation) => Operators.Contains(operation, StringComparison.Ordinal);

    /// <summary>Whether a step may have this result.</summary>
    public bool InRange(long result) => result >= 0 && result <= MaxResult;

    /// <summary>
    /// The allowed steps that join two numbers, each in its canonical form (larger operand first; 0 / 5 is the exception),
    /// at most one per operation.
    /// </summary>
    public IEnumerable<CountdownStep> Joining(int first, int second)
    {
        var (large, small) = first >= second ? (first, second) : (second, first);
        foreach (var operation in Operators)
        {
            var step = operation == '/' && small == 0
                ? new CountdownStep(small, operation, large, 0)
                : new CountdownStep(large, operation, small, 0);
            if (step.Value is { } value && InRange(value))
                yield return step with { Result = value };
        }
    }
}
