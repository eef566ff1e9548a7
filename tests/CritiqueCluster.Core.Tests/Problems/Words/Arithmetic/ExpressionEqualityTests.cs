using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Problems.Words.Arithmetic;

public sealed class ExpressionEqualityTests
{
    private static readonly Expression X = new VariableExpression("x");

    [Fact]
    public void Should_know_exact_values()
    {
        Assert.Equal(Evidence.Exact, Compare(Sum(Number(1, 2), Number(1, 3)), Number(5, 6)));
        Assert.Equal(Evidence.None, Compare(Number(1, 3), Number(333, 1000)));
    }

    [Fact]
    public void Should_compare_numbers_that_are_too_large_to_write_out()
    {
        var huge = Power(Whole(2), Power(Whole(10), Whole(9)));
        Assert.Equal(Evidence.Identity, Compare(Sum(huge, Whole(1)), Sum(Whole(1), Times(Whole(2), Power(Whole(2), Sum(Power(Whole(10), Whole(9)), Whole(-1)))))));
        Assert.Equal(Evidence.None, Compare(huge, Sum(huge, Whole(1))));
    }

    [Fact]
    public void Should_tell_a_root_from_the_integer_next_to_it()
    {
        var square = Power(Whole(10), Whole(400));
        Assert.Equal(Evidence.None, Compare(Root(Sum(square, Whole(1))), Power(Whole(10), Whole(200))));
        Assert.Equal(Evidence.Exact, Compare(Root(square), Power(Whole(10), Whole(200))));
        Assert.Equal(Evidence.Numeric, Compare(Sum(Root(Whole(2)), Root(Whole(3))), Root(Sum(Whole(5), Times(Whole(2), Root(Whole(6)))))));
    }

    [Fact]
    public void Should_not_take_a_root_of_a_square_for_its_base() => Assert.Equal(Evidence.None, Compare(Root(Power(X, Whole(2))), X));

    [Fact]
    public void Should_expand_any_polynomial() =>
        Gen.Select(Gen.Int[-50, 50], Gen.Int[-50, 50], Gen.Int[-50, 50]).Sample((a, b, c) =>
        {
            var factored = Times(Sum(X, Whole(a)), Sum(Times(Whole(b), X), Whole(c)));
            var expanded = Sum(Sum(Times(Whole(b), Power(X, Whole(2))), Times(Whole(a * b + c), X)), Whole(a * c));
            return Compare(factored, expanded) == Evidence.Identity && Compare(factored, Sum(expanded, Whole(1))) == Evidence.None;
        }, iter: 300);

    [Fact]
    public void Should_stop_when_its_budget_is_spent()
    {
        Expression tower = Root(Whole(2));
        for (var i = 0; i < 40; i++)
            tower = Root(Sum(tower, Root(Whole(i + 3))));
        Assert.True(new ExpressionEquality(new WorkBudget(20_000)).Equal(tower, Sum(tower, Whole(0))));
        var budget = new WorkBudget(100);
        Assert.False(new ExpressionEquality(budget).Equal(tower, Sum(tower, Whole(0))));
        Assert.True(budget.IsSpent);
    }

    private static Evidence Compare(Expression left, Expression right) => new ExpressionEquality(new WorkBudget(20_000)).Compare(left, right);

    private static NumberExpression Whole(long value) => NumberExpression.Of(value);

    private static NumberExpression Number(long top, long bottom) => new(Rational.Of(top, bottom));

    private static BinaryExpression Sum(Expression a, Expression b) => new('+', a, b);

    private static BinaryExpression Times(Expression a, Expression b) => new('*', a, b);

    private static BinaryExpression Power(Expression a, Expression b) => new('^', a, b);

    private static FunctionExpression Root(Expression a) => new("sqrt", a);
}
