namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>
/// Whether two answers say the same: numbers however they are written, fractions, percentages, units, intervals, sets, tuples,
/// matrices, and algebra compared at random points. Lists keep their order, sets do not.
/// </summary>
public static class AnswerEquivalence
{
    /// <summary>Whether the prediction answers as the reference does. An absent or empty answer equals nothing.</summary>
    public static bool Equal(string? gold, string? prediction)
    {
        if (string.IsNullOrWhiteSpace(gold) || string.IsNullOrWhiteSpace(prediction))
            return false;
        var (expected, found) = (AnswerCleaning.Clean(gold), AnswerCleaning.Clean(prediction));
        if (expected.Length == 0 || found.Length == 0)
            return false;
        return expected == found || Same(AnswerReader.Read(expected), AnswerReader.Read(found));
    }

    /// <summary>A form in which most equal answers are written alike: <c>1,250.00</c> becomes <c>1250</c>, <c>0.5</c> becomes <c>1/2</c>.</summary>
    public static string Normalise(string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var clean = AnswerCleaning.Clean(answer);
        return clean.Length > 0 && AnswerReader.Read(clean) is ValueForm form && ExpressionValue.Exact(form.Value) is { } value
            ? $"{value}{(form.Percent ? "%" : "")}"
            : clean;
    }

    private static bool Same(AnswerForm a, AnswerForm b) => (a, b) switch
    {
        (ValueForm x, ValueForm y) => SameValue(x, y),
        (EquationForm x, EquationForm y) => ExpressionValue.Proportional(Difference(x), Difference(y)),
        (EquationForm { Left: VariableExpression } x, ValueForm y) => ExpressionValue.Equal(x.Right, y.Value),
        (ValueForm x, EquationForm { Left: VariableExpression } y) => ExpressionValue.Equal(x.Value, y.Right),
        (SequenceForm x, SequenceForm y) => x.Brackets == y.Brackets && SameInOrder(x.Items, y.Items),
        (SetForm x, SetForm y) => x.Kind == y.Kind && SameInAnyOrder(x.Items, y.Items),
        (TextForm x, TextForm y) => x.Text == y.Text,
        _ => false,
    };

    /// <summary>A percentage may be answered as its number or as its fraction: 10% is 10 and 0.1.</summary>
    private static bool SameValue(ValueForm a, ValueForm b) =>
        ExpressionValue.Equal(a.Value, b.Value)
        || (a.Percent && !b.Percent && ExpressionValue.Equal(Hundredth(a.Value), b.Value))
        || (b.Percent && !a.Percent && ExpressionValue.Equal(a.Value, Hundredth(b.Value)));

    private static BinaryExpression Hundredth(Expression value) => new('/', value, new NumberExpression(Rational.Whole(100)));

    private static BinaryExpression Difference(EquationForm equation) => new('-', equation.Left, equation.Right);

    private static bool SameInOrder(IReadOnlyList<AnswerForm> a, IReadOnlyList<AnswerForm> b) =>
        a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second));

    private static bool SameInAnyOrder(IReadOnlyList<AnswerForm> a, IReadOnlyList<AnswerForm> b)
    {
        var unmatched = b.ToList();
        foreach (var item in a)
        {
            var match = unmatched.FindIndex(other => Same(item, other));
            if (match < 0)
                return false;
            unmatched.RemoveAt(match);
        }
        return unmatched.Count == 0;
    }
}
