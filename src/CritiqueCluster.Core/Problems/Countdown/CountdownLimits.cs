using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Countdown;

/// <summary>What Countdown's options must satisfy.</summary>
internal static class CountdownLimits
{
    /// <summary>The solver's tables have this many entries per subset at most.</summary>
    private const int MostResult = 9_999;

    /// <exception cref="ConfigurationException">Names the first option that is out of bounds.</exception>
    public static void Verify(CountdownOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require(options.Numbers.Count > 0 && options.Numbers.All(n => n is >= 2 and <= CountdownPuzzle.MostNumbers),
            $"Numbers must hold counts from 2 to {CountdownPuzzle.MostNumbers}, as in [3, 4]");
        Require(options.Min >= 0 && options.Min <= options.Max && options.Max <= MostResult,
            $"Min and Max must satisfy 0 <= Min <= Max <= {MostResult}");
        Require(options.MaxResult is >= 0 and <= MostResult, $"MaxResult must be between 0 and {MostResult}");
        Require(options.MinTarget >= 0 && options.MinTarget <= options.MaxTarget && options.MaxTarget <= options.MaxResult,
            "MinTarget and MaxTarget must satisfy 0 <= MinTarget <= MaxTarget <= MaxResult");
        Require(options.Operators.Length > 0 && options.Operators.All("+-*/".Contains)
            && options.Operators.Distinct().Count() == options.Operators.Length,
            $"Operators must be one or more of +-*/, each once, not '{options.Operators}'");
    }

    private static void Require(bool holds, string rule)
    {
        if (!holds)
            throw new ConfigurationException($"Problems.Countdown.{rule}.");
    }
}
