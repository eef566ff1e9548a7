namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>Every explanation that a Countdown critique can hold: few words, so that a tiny model can learn to write them.</summary>
public static class CountdownPhrases
{
    /// <summary>A right step, and what it leaves.</summary>
    public static string Left(CountdownState state) => $"{state} left";

    /// <summary>The text is not of the form <c>a + b = c</c>.</summary>
    public const string NotAStep = "not a step";

    /// <summary>The arithmetic is false.</summary>
    public static string Arithmetic(CountdownStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Value is { } value ? $"{step.Operation} is {value}" : $"{step.Operation} is not whole";
    }

    /// <summary>An operand is not among the numbers that are left.</summary>
    public static string Missing(long number) => $"{number} is not there";

    /// <summary>The operation is not allowed.</summary>
    public static string Operator(char operation) => $"{operation} is not allowed";

    /// <summary>The result is below 0 or above the largest allowed result.</summary>
    public static string Range(long result) => result < 0 ? $"{result} is too small" : $"{result} is too large";

    /// <summary>The step is allowed, but the target cannot be reached after it.</summary>
    public static string OutOfReach(int target) => $"{target} is out of reach";

    /// <summary>The right final answer.</summary>
    public static string Reached(int target) => $"{target} reached";

    /// <summary>The last result is not the target.</summary>
    public static string NotTarget(long result, int target) => $"{result} is not {target}";

    /// <summary>The steps end before one number is left.</summary>
    public const string NumbersLeft = "numbers are left";

    /// <summary>The last result is the target, but a step before it is wrong.</summary>
    public const string WrongStep = "a step is wrong";
}
