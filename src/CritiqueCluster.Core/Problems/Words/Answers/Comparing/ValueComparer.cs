using System.Numerics;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Comparing;

/// <summary>Compares two values, percentages, and decimals written to full precision.</summary>
/// <param name="equality">Compares expressions.</param>
internal sealed class ValueComparer(ExpressionEquality equality)
{
    /// <summary>A decimal with fewer digits is no more than what it says.</summary>
    private const int FullPrecision = 12;

    /// <summary>A double has no more digits that are certain.</summary>
    private const int MostDigits = 15;

    private const int MostPlaces = 5_000;

    /// <summary>The rule by which both are the same; null if they are not.</summary>
    public string? Compare(ValueForm a, ValueForm b)
    {
        if (Rule(equality.Compare(a.Value, b.Value)) is { } rule)
            return a.Percent == b.Percent ? rule : "a percentage as its number";
        if (a.Percent != b.Percent)
        {
            var (percentage, other) = a.Percent ? (a.Value, b.Value) : (b.Value, a.Value);
            return equality.Equal(Hundredth(percentage), other) ? "a percentage as its fraction" : null;
        }
        return IsChoice(a.Value, b.Value) ? "the same letter" : AtFullPrecision(a.Value, b.Value) ?? AtFullPrecision(b.Value, a.Value);
    }

    private static string? Rule(Evidence evidence) => evidence switch
    {
        Evidence.Written => "the same expression",
        Evidence.Exact => "the same exact value",
        Evidence.Identity => "the same rational function",
        Evidence.Numeric => "equal at high precision",
        _ => null,
    };

    private static BinaryExpression Hundredth(Expression value) => new('/', value, NumberExpression.Of(100));

    private static bool IsChoice(Expression a, Expression b) =>
        a is VariableExpression { Name: [>= 'A' and <= 'J' or >= 'a' and <= 'j'] } x && b is VariableExpression { Name: [>= 'A' and <= 'J' or >= 'a' and <= 'j'] } y
        && string.Equals(x.Name, y.Name, StringComparison.OrdinalIgnoreCase);

    /// <summary>A decimal of many digits may stand for an exact value that it rounds: <c>0.0833333333333333</c> for 1/12.</summary>
    private string? AtFullPrecision(Expression number, Expression exact)
    {
        if (number is not NumberExpression { Digits: >= FullPrecision } written || exact is NumberExpression { Digits: >= FullPrecision } || ExpressionEquality.HasVariable(exact))
            return null;
        if (ExactValue.Of(exact) is { } rational && Terminates(rational))
            return null; // it could have been written out
        return Rounds(written, exact) ? "a decimal to full precision" : null;
    }

    /// <summary>Rounded or cut off at its last digit; with more digits than a double has, as near as a double is.</summary>
    private bool Rounds(NumberExpression written, Expression exact)
    {
        if (Math.Abs(written.Places) > MostPlaces)
            return false;
        var unit = Rational.Power(Rational.Whole(10), Rational.Whole(-written.Places))!.Value;
        var half = Rational.Of(1, 2) * unit;
        return Between(written.Value + -half, exact, written.Value + half)
            || Between(written.Value, exact, written.Value + (written.Value.Sign < 0 ? -unit : unit))
            || (written.Digits > MostDigits && equality.Within(written, exact, Rational.Of(1, BigInteger.One << 51)));
    }

    private bool Between(Rational one, Expression value, Rational other)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        return equality.Order(new NumberExpression(low), value) is <= 0 && equality.Order(value, new NumberExpression(high)) is <= 0;
    }

    private static bool Terminates(Rational value)
    {
        var denominator = value.Denominator;
        foreach (var prime in (ReadOnlySpan<int>)[2, 5])
            while ((denominator % prime).IsZero)
                denominator /= prime;
        return denominator.IsOne;
    }
}
