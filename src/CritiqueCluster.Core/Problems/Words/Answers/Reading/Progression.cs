using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Writes out what dots leave out between two numbers: <c>1, 2, \ldots, 6</c>.</summary>
internal static class Progression
{
    private const int MostItems = 200;

    /// <summary>All items; the items themselves if there are no dots among them, or no equal steps before the dots lead to the number behind them.</summary>
    public static IReadOnlyList<AnswerForm> Expand(IReadOnlyList<AnswerForm> items)
    {
        var dots = items.ToList().FindIndex(i => i is ValueForm { Value: VariableExpression { Name: "…" } });
        if (dots < 2 || dots != items.Count - 2 || Integers([.. items.Take(dots), items[^1]]) is not { } numbers)
            return items;
        var (step, last) = (numbers[1] + -numbers[0], numbers[^1]);
        for (var i = 1; i < dots; i++)
            if (numbers[i] + -numbers[i - 1] != step)
                return items;
        if (step.Sign == 0 || Rational.Divide(last + -numbers[0], step) is not { IsInteger: true } steps || steps.Numerator < dots || steps.Numerator > MostItems)
            return items;
        return [.. Enumerable.Range(0, (int)steps.Numerator + 1).Select(i => new ValueForm(new NumberExpression(numbers[0] + step * Rational.Whole(i))))];
    }

    private static List<Rational>? Integers(IEnumerable<AnswerForm> items)
    {
        var numbers = new List<Rational>();
        foreach (var item in items)
        {
            if (item is not ValueForm { Percent: false } value || ExactValue.Of(value.Value) is not { IsInteger: true } number)
                return null;
            numbers.Add(number);
        }
        return numbers;
    }
}
