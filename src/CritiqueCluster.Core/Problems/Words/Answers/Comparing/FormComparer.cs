using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;
using CritiqueCluster.Core.Problems.Words.Answers.Reading;

namespace CritiqueCluster.Core.Problems.Words.Answers.Comparing;

/// <summary>Compares the forms of two answers, and names the rule by which they are equal.</summary>
/// <param name="budget">What the comparison may cost.</param>
internal sealed class FormComparer(WorkBudget budget)
{
    private const int MostItems = 200;

    private readonly ExpressionEquality _equality = new(budget);
    private readonly ExpressionEquality _valueEquality = new(budget);

    /// <summary>Whether something could not be decided, and was taken for unequal.</summary>
    public bool IsUndecided => _equality.IsUndecided || _valueEquality.IsUndecided || budget.IsSpent;

    private ValueComparer Values => new(_valueEquality);

    /// <summary>The rule by which both say the same; null if they do not.</summary>
    public string? Compare(AnswerForm a, AnswerForm b)
    {
        if (budget.IsSpent)
            return null;
        return Direct(a, b) ?? Unwrapped(a, b) ?? SameSet(a, b);
    }

    private bool Equal(AnswerForm a, AnswerForm b) => Compare(a, b) is not null;

    private string? Direct(AnswerForm a, AnswerForm b) => (a, b) switch
    {
        (ValueForm x, ValueForm y) => Values.Compare(x, y),
        (NamedForm x, NamedForm y) when SameName(x, y) => Compare(x.Value, y.Value),
        (NamedForm x, NamedForm y) => AsEquation(x) is { } left && AsEquation(y) is { } right ? SameEquation(left, right) : null,
        (EquationForm x, EquationForm y) => SameEquation(x, y),
        (EquationForm x, NamedForm y) => AsEquation(y) is { } equation ? SameEquation(x, equation) : null,
        (NamedForm x, EquationForm y) => AsEquation(x) is { } equation ? SameEquation(equation, y) : null,
        (InequalityForm x, InequalityForm y) => SameInequality(x, y),
        (SequenceForm x, SequenceForm y) => SameSequence(x, y),
        (SetForm x, SetForm y) => HaveNames(x) == HaveNames(y) && SameInAnyOrder(x.Items, y.Items) ? "the same items in any order" : null,
        (SequenceForm { Open: "" } x, SetForm y) => HaveNames(y) ? SameParts(y.Items, x) : SameInAnyOrder(x.Items, y.Items) ? "the same items in any order" : null,
        (SetForm x, SequenceForm { Open: "" } y) => HaveNames(x) ? SameParts(x.Items, y) : SameInAnyOrder(x.Items, y.Items) ? "the same items in any order" : null,
        (CombinedForm x, CombinedForm y) => SameCombination(x, y),
        (NumberSetForm x, NumberSetForm y) => x.Name == y.Name ? "the same set of numbers" : null,
        (MatrixForm x, MatrixForm y) => SameMatrix(x, y) ? "the same entries" : null,
        (BasedForm x, BasedForm y) => x == y ? "the same digits in the same base" : null,
        (TextForm x, TextForm y) => x.Text.Length > 0 && x.Text == y.Text ? "the same text" : null,
        (ChoiceForm x, ChoiceForm y) => x.Letter == y.Letter ? Compare(x.Value, y.Value) : null,
        _ => null,
    };

    /// <summary>A name, a choice or braces around one item may be left out.</summary>
    private string? Unwrapped(AnswerForm a, AnswerForm b) => (a, b) switch
    {
        (NamedForm { Name: Duration.Name } x, ValueForm y) => Duration.Seconds(y) is { } seconds && Equal(x.Value, seconds) ? "the same time" : null,
        (ValueForm x, NamedForm { Name: Duration.Name } y) => Duration.Seconds(x) is { } seconds && Equal(seconds, y.Value) ? "the same time" : null,
        (NamedForm x, not (NamedForm or EquationForm or InequalityForm)) => HasOtherNames(b, x.Name) ? null : Compare(x.Value, b),
        (not (NamedForm or EquationForm or InequalityForm), NamedForm y) => HasOtherNames(a, y.Name) ? null : Compare(a, y.Value),
        (EquationForm x, ValueForm y) => Resulting(x) is { } value ? Compare(new ValueForm(value), y) : null,
        (ValueForm x, EquationForm y) => Resulting(y) is { } value ? Compare(x, new ValueForm(value)) : null,
        (ChoiceForm x, not ChoiceForm) => Compare(new ValueForm(new VariableExpression(x.Letter)), b) ?? Compare(x.Value, b),
        (not ChoiceForm, ChoiceForm y) => Compare(a, new ValueForm(new VariableExpression(y.Letter))) ?? Compare(a, y.Value),
        (SequenceForm { Open: ":", Close: not "", Items: [var hour, ValueForm { Value: NumberExpression { Value.Sign: 0 } }] }, ValueForm) => Compare(hour, b),
        (ValueForm, SequenceForm { Open: ":", Close: not "", Items: [var hour, ValueForm { Value: NumberExpression { Value.Sign: 0 } }] }) => Compare(a, hour),
        (SequenceForm { Open: SequenceForm.Choose } x, ValueForm y) => Compare(Combinations(x), y),
        (ValueForm x, SequenceForm { Open: SequenceForm.Choose } y) => Compare(x, Combinations(y)),
        (MatrixForm x, SequenceForm y) => (AsMatrix(y) ?? AsColumn(y)) is { } matrix && SameMatrix(x, matrix) ? "the same entries" : null,
        (SequenceForm x, MatrixForm y) => (AsMatrix(x) ?? AsColumn(x)) is { } matrix && SameMatrix(matrix, y) ? "the same entries" : null,
        (SetForm { Items: [var only] }, not SetForm) => Compare(only, b),
        (not SetForm, SetForm { Items: [var only] }) => Compare(a, only),
        (SetForm x, SequenceForm y) when HaveNames(x) => SameParts(x.Items, y),
        (SequenceForm x, SetForm y) when HaveNames(y) => SameParts(y.Items, x),
        _ => null,
    };

    private string? SameSet(AnswerForm a, AnswerForm b)
    {
        if (!IsSet(a) || !IsSet(b) || (a is SequenceForm && b is SequenceForm) || (a is ValueForm && b is ValueForm) || (a is SetForm && b is SetForm)
            || (a is SetForm or ValueForm && b is SequenceForm) || (b is SetForm or ValueForm && a is SequenceForm))
            return null;
        var sets = new RealSets(_equality);
        return sets.Of(a) is { } x && sets.Of(b) is { } y && sets.Same(x, y) ? "the same set of real numbers" : null;
    }

    private static bool IsSet(AnswerForm form) =>
        form is SequenceForm { Items.Count: 2, Open: "(" or "[" } or SetForm or InequalityForm or CombinedForm or NumberSetForm or NamedForm { Name: not Duration.Name } or ValueForm;

    /// <summary>The same name, or two names of a function's values: f(x) and y.</summary>
    private static bool SameName(NamedForm a, NamedForm b)
    {
        if (string.Equals(a.Name, b.Name, StringComparison.Ordinal))
            return true;
        if (a.Name == Duration.Name || b.Name == Duration.Name)
            return false;
        if (a.IsFunction != b.IsFunction)
            return (a.IsFunction ? b : a).Name is "y";
        return !a.IsFunction && (a.Name.Length > 3) != (b.Name.Length > 3); // a word for a letter
    }

    private string? SameEquation(EquationForm a, EquationForm b)
    {
        if (!ExpressionEquality.HasVariable(Difference(a)) && !ExpressionEquality.HasVariable(Difference(b)))
            return Values.Compare(new ValueForm(a.Right), new ValueForm(b.Right));
        return _equality.Proportional(Difference(a), Difference(b)) ? "the same equation up to a factor" : null;
    }

    private static BinaryExpression Difference(EquationForm equation) => new('-', equation.Left, equation.Right);

    private static EquationForm? AsEquation(NamedForm named) =>
        named is { IsFunction: false, Value: ValueForm { Percent: false } value } ? new EquationForm(new VariableExpression(named.Name), value.Value) : null;

    /// <summary>The result of a calculation such as <c>2 + 3 = 5</c>, of <c>5 = x</c>, or a length <c>|AB| = 5</c>; null if the equation says more.</summary>
    private static Expression? Resulting(EquationForm equation) => !ExpressionEquality.HasVariable(equation.Left) && ExpressionEquality.HasVariable(equation.Right)
        ? equation.Right is VariableExpression ? equation.Left : null
        : !ExpressionEquality.HasVariable(equation.Left) || equation.Left is FunctionExpression { Name: "abs", Argument: VariableExpression { Name: [>= 'A' and <= 'Z', ..] } }
            ? equation.Right
            : null;

    private string? SameInequality(InequalityForm a, InequalityForm b)
    {
        if (a.Relation != b.Relation)
            return null;
        var (x, y) = (new BinaryExpression('-', a.Left, a.Right), new BinaryExpression('-', b.Left, b.Right));
        return _equality.Proportional(x, y, a.Relation == '≠' ? 0 : 1) ? "the same inequality up to a positive factor" : null;
    }

    /// <summary>
    /// Tuples and intervals keep their order. A bare list of two, or of tuples, is of solutions, in any order; another is a sequence.
    /// </summary>
    private string? SameSequence(SequenceForm a, SequenceForm b)
    {
        if (a.Items.Count != b.Items.Count || a.Items.Count > MostItems)
            return null;
        if (a.Open == b.Open && (a.Close == b.Close || (a.Open == ":" && (a.Close.Length == 0 || b.Close.Length == 0))))
        {
            if (a.Items.Zip(b.Items).All(pair => SameItem(a, pair.First, pair.Second)))
                return "the same items in the same order";
            if (a.Close != b.Close)
                return SameSequence(InTwentyFourHours(a), InTwentyFourHours(b));
            var isOfSolutions = a.Open.Length == 0 && (a.Items.Count == 2 || a.Items.All(i => i is SequenceForm or NamedForm));
            return isOfSolutions && SameInAnyOrder(a.Items, b.Items) ? "the same solutions in any order" : null;
        }
        var mayDropBrackets = a.Items.Count > 2 && a.Open is "(" or "[" && b.Open is "(" or "[" && a.Open == Opening(a.Close) && b.Open == Opening(b.Close);
        return mayDropBrackets && a.Items.Zip(b.Items).All(pair => Equal(pair.First, pair.Second)) ? "the same items in the same order" : null;
    }

    /// <summary>In the pieces of a function letters are variables, and never choices.</summary>
    private bool SameItem(SequenceForm within, AnswerForm a, AnswerForm b) => within.Open == SequenceForm.Piece && a is ValueForm x && b is ValueForm y
        ? _equality.Equal(x.Value, y.Value)
        : !HaveOtherUnits(a, b) && Equal(a, b);

    /// <summary>A time of day without AM or PM; what has neither stays as it is.</summary>
    private static SequenceForm InTwentyFourHours(SequenceForm time) => time is { Close: "AM" or "PM", Items: [ValueForm { Value: NumberExpression { Value: { IsInteger: true, Numerator: var hour } } }, ..] }
        ? time with { Items = [new ValueForm(new NumberExpression(Rational.Whole(hour % 12 + (time.Close == "PM" ? 12 : 0)))), .. time.Items.Skip(1)], Close = "" }
        : time;

    private static string Opening(string close) => close == ")" ? "(" : "[";

    private bool SameInAnyOrder(IReadOnlyList<AnswerForm> a, IReadOnlyList<AnswerForm> b)
    {
        if (a.Count != b.Count || a.Count > MostItems)
            return false;
        var unmatched = b.ToList();
        foreach (var item in a)
        {
            var match = unmatched.FindIndex(other => !HaveOtherUnits(item, other) && Equal(item, other));
            if (match < 0)
                return false;
            unmatched.RemoveAt(match);
        }
        return true;
    }

    /// <summary>Three apples and four pears are not four apples and three pears.</summary>
    private static bool HaveOtherUnits(AnswerForm a, AnswerForm b) =>
        a is ValueForm { Unit: { } one } && b is ValueForm { Unit: { } other } && !string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the items are values of different things, as in <c>x = 1, y = 2</c>, and not <c>x_1 = 1, x_2 = 2</c>.</summary>
    private static bool HaveNames(SetForm set) => set.Items.Count > 1 && set.Items.All(i => i is NamedForm)
        && set.Items.Select(i => ((NamedForm)i).Name.Split('_')[0]).Distinct().Count() > 1;

    /// <summary>Named parts against a tuple or list: <c>x = 1, y = 2</c> and <c>(1, 2)</c>, names in alphabetical order.</summary>
    private string? SameParts(IReadOnlyList<AnswerForm> parts, SequenceForm tuple)
    {
        if (tuple.Open is not ("(" or "") || parts.Count != tuple.Items.Count)
            return null;
        var values = parts.Cast<NamedForm>().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => p.Value);
        return values.Zip(tuple.Items).All(pair => Equal(pair.First, pair.Second)) ? "the same named parts" : null;
    }

    private string? SameCombination(CombinedForm a, CombinedForm b)
    {
        if (a.Operator != b.Operator)
            return null;
        if (a.Operator == '∖')
            return Equal(a.Left, b.Left) && Equal(a.Right, b.Right) ? "the same sets combined" : null;
        return SameInAnyOrder(Parts(a, a.Operator), Parts(b, b.Operator)) ? "the same sets combined" : null;
    }

    private static List<AnswerForm> Parts(AnswerForm form, char operation) =>
        form is CombinedForm combined && combined.Operator == operation ? [.. Parts(combined.Left, operation), .. Parts(combined.Right, operation)] : [form];

    /// <summary>A matrix written as a list of its rows: <c>[[1, 2], [3, 4]]</c>; null if the items are no rows of numbers.</summary>
    private static MatrixForm? AsMatrix(SequenceForm rows)
    {
        var read = rows.Items.Select(row => row is SequenceForm { Open: "[" or "(" } sequence && sequence.Items.All(i => i is ValueForm { Percent: false })
            ? (IReadOnlyList<Expression>)[.. sequence.Items.Select(i => ((ValueForm)i).Value)]
            : null).ToList();
        return read.Contains(null) ? null : new MatrixForm("matrix", read!);
    }

    /// <summary>Whether one of several values has another name: x is 1 or 2, but not x is 1 and y is 2.</summary>
    private static bool HasOtherNames(AnswerForm form, string name) => form is SetForm { Items: var items } && items.Any(i => i is NamedForm other && other.Name != name);

    private static ValueForm Combinations(SequenceForm pair) =>
        new(ExpressionParser.Combinations(((ValueForm)pair.Items[0]).Value, ((ValueForm)pair.Items[1]).Value));

    /// <summary>A vector written as a tuple, as a column; null if the items are no numbers.</summary>
    private static MatrixForm? AsColumn(SequenceForm tuple) => tuple is { Open: "(", Close: ")", Items.Count: > 1 } && tuple.Items.All(i => i is ValueForm { Percent: false })
        ? new MatrixForm("matrix", [.. tuple.Items.Select(i => (IReadOnlyList<Expression>)[((ValueForm)i).Value])])
        : null;

    private bool SameMatrix(MatrixForm a, MatrixForm b) =>
        a.Kind == b.Kind && a.Rows.Count == b.Rows.Count
        && a.Rows.Zip(b.Rows).All(rows => rows.First.Count == rows.Second.Count && rows.First.Zip(rows.Second).All(pair => _equality.Equal(pair.First, pair.Second)));
}
