namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>What expressions are worth: exactly where they are rational, else at points where their variables have values.</summary>
internal static class ExpressionValue
{
    private const double Tolerance = 1e-9;
    private const int Points = 8;
    private const int PointsNeeded = 3;

    /// <summary>The functions that are known, by the names that they are written with.</summary>
    public static readonly IReadOnlyDictionary<string, Func<double, double>> Functions = new Dictionary<string, Func<double, double>>
    {
        ["sqrt"] = Math.Sqrt,
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["arcsin"] = Math.Asin,
        ["arccos"] = Math.Acos,
        ["arctan"] = Math.Atan,
        ["exp"] = Math.Exp,
        ["ln"] = Math.Log,
        ["log"] = Math.Log10,
        ["abs"] = Math.Abs,
        ["pi"] = _ => Math.PI,
    };

    /// <summary>Whether two expressions are equal wherever both are defined.</summary>
    public static bool Equal(Expression left, Expression right)
    {
        if (Exact(left) is { } a && Exact(right) is { } b)
            return a == b;
        var values = AtPoints(left, right).ToList();
        return values.Count >= PointsNeeded
            && values.All(v => Math.Abs(v.Left - v.Right) <= Tolerance * Math.Max(Math.Abs(v.Left), Math.Abs(v.Right)));
    }

    /// <summary>Whether one expression is a constant multiple, not zero, of the other: both are zero at the same places.</summary>
    public static bool Proportional(Expression left, Expression right)
    {
        var ratios = AtPoints(left, right).Where(v => v.Left != 0 && v.Right != 0).Select(v => v.Left / v.Right).ToList();
        return ratios.Count >= PointsNeeded && ratios.All(r => Math.Abs(r - ratios[0]) <= Tolerance * Math.Abs(ratios[0]));
    }

    /// <summary>The exact value; null if the expression has a variable, an irrational part or a division by zero.</summary>
    public static Rational? Exact(Expression expression)
    {
        if (expression is NumberExpression number)
            return number.Value;
        if (expression is not BinaryExpression binary || Exact(binary.Left) is not { } left || Exact(binary.Right) is not { } right)
            return null;
        return binary.Operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            '/' => Rational.Divide(left, right),
            _ => Rational.Power(left, right),
        };
    }

    private static IEnumerable<(double Left, double Right)> AtPoints(Expression left, Expression right) => Enumerable
        .Range(0, Points)
        .Select(point => (Left: At(left, point), Right: At(right, point)))
        .Where(v => double.IsFinite(v.Left) && double.IsFinite(v.Right));

    private static double At(Expression expression, int point) => expression switch
    {
        NumberExpression number => number.Value.ToDouble(),
        VariableExpression variable => ValueOf(variable.Name, point),
        FunctionExpression function => Functions[function.Name](At(function.Argument, point)),
        BinaryExpression binary => Operate(binary.Operator, At(binary.Left, point), At(binary.Right, point)),
        _ => double.NaN,
    };

    private static double ValueOf(string variable, int point)
    {
        var random = SplitMix64.Derive(point, variable);
        return 0.5 + 2 * random.NextDouble();
    }

    private static double Operate(char operation, double left, double right) => operation switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' => left / right,
        _ => Math.Pow(left, right),
    };
}
