using System.Numerics;

namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>
/// Computes expressions of variables, rational numbers and the imaginary unit modulo a prime, whatever the size of the numbers. Two such
/// expressions that agree at random points modulo two primes of 62 bits are the same rational function, with a chance of error of about
/// degree / 2^61 for each (Schwartz and Zippel).
/// </summary>
internal sealed class PrimeField
{
    /// <summary>(p − 1) / 4 is prime, too, so no small number has a small order: 2^n repeats late.</summary>
    public static readonly PrimeField[] Fields =
        [new(4279268566160955509, 1376570943560574433), new(2416145472360117677, 1331742529095723593)];

    private readonly ulong _prime;
    private readonly ulong _imaginary;

    private PrimeField(ulong prime, ulong imaginary) => (_prime, _imaginary) = (prime, imaginary);

    /// <summary>Whether the expression has only what this field can compute.</summary>
    public static bool CanCompute(Expression expression) => expression switch
    {
        NumberExpression or VariableExpression or ConstantExpression { Kind: Constant.I } => true,
        BinaryExpression { Operator: '^' } power => CanCompute(power.Left) && ExactValue.Of(power.Right) is { IsInteger: true },
        BinaryExpression binary => CanCompute(binary.Left) && CanCompute(binary.Right),
        FunctionExpression { Name: Functions.Percent } function => CanCompute(function.Argument),
        FunctionExpression => ExactValue.Of(expression) is not null,
        _ => false,
    };

    /// <summary>The value at a point; null where a denominator is zero.</summary>
    /// <param name="expression">An expression that <see cref="CanCompute"/>.</param>
    /// <param name="point">Which of the random points.</param>
    public ulong? Of(Expression expression, int point)
    {
        switch (expression)
        {
            case NumberExpression number:
                return Of(number.Value);
            case VariableExpression variable:
                return SplitMix64.Derive(point, variable.Name).Next() % _prime;
            case ConstantExpression:
                return _imaginary;
            case FunctionExpression { Name: Functions.Percent } percent:
                return Of(percent.Argument, point) is { } hundred ? Divide(hundred, 100) : null;
            case FunctionExpression function:
                return ExactValue.Of(function) is { } exact ? Of(exact) : null;
            case BinaryExpression { Operator: '^' } power:
                return Of(power.Left, point) is { } root && ExactValue.Of(power.Right) is { } exponent ? Power(root, exponent.Numerator) : null;
            case BinaryExpression binary when Of(binary.Left, point) is { } left && Of(binary.Right, point) is { } right:
                return binary.Operator switch
                {
                    '+' => Add(left, right),
                    '-' => Add(left, right == 0 ? 0 : _prime - right),
                    '*' => Multiply(left, right),
                    _ => Divide(left, right),
                };
            default:
                return null;
        }
    }

    /// <summary>The quotient; null by zero.</summary>
    public ulong? Divide(ulong a, ulong b) => b == 0 ? null : Multiply(a, (ulong)BigInteger.ModPow(b, _prime - 2, _prime));

    private ulong? Of(Rational value) => Divide(Remainder(value.Numerator), Remainder(value.Denominator));

    private ulong Remainder(BigInteger value)
    {
        var rest = value % _prime;
        return (ulong)(rest.Sign < 0 ? rest + _prime : rest);
    }

    private ulong? Power(ulong root, BigInteger exponent)
    {
        if (root == 0)
            return exponent.Sign > 0 ? 0 : null;
        var raised = (ulong)BigInteger.ModPow(root, BigInteger.Abs(exponent), _prime);
        return exponent.Sign < 0 ? Divide(1, raised) : raised;
    }

    private ulong Add(ulong a, ulong b) => a >= _prime - b ? a - (_prime - b) : a + b;

    private ulong Multiply(ulong a, ulong b) => (ulong)((UInt128)a * b % _prime);
}
