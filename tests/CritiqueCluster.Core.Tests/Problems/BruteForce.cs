namespace CritiqueCluster.Core.Tests.Problems;

/// <summary>Every derivation by trying every ordered pair of positions: slow, short, and independent of the solver.</summary>
internal static class BruteForce
{
    /// <summary>The different step sequences (larger operand of + and * first) from the numbers to each value.</summary>
    public static IEnumerable<(int Value, string Steps)> Derivations(IReadOnlyList<int> numbers, int maxResult, string steps = "")
    {
        if (numbers.Count == 1)
        {
            yield return (numbers[0], steps);
            yield break;
        }
        for (var i = 0; i < numbers.Count; i++)
            for (var j = 0; j < numbers.Count; j++)
            {
                if (i == j)
                    continue;
                var rest = numbers.Where((_, at) => at != i && at != j);
                foreach (var (sign, value) in Results(numbers[i], numbers[j]))
                    if (value >= 0 && value <= maxResult)
                        foreach (var derivation in Derivations([.. rest, value], maxResult, $"{steps}{numbers[i]} {sign} {numbers[j]} = {value}\n"))
                            yield return derivation;
            }
    }

    private static IEnumerable<(char Sign, int Value)> Results(int a, int b)
    {
        if (a >= b)
        {
            yield return ('+', a + b);
            yield return ('*', a * b);
        }
        yield return ('-', a - b);
        if (b != 0 && a % b == 0)
            yield return ('/', a / b);
    }
}
