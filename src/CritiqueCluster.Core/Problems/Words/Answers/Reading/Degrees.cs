using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Degree signs count as a unit, so they are dropped, except inside of trigonometric functions.</summary>
internal static class Degrees
{
    public static Expression Drop(Expression expression) => expression switch
    {
        FunctionExpression { Name: Functions.Degree } degree => Drop(degree.Argument),
        FunctionExpression function when Functions.TakesAngle(function.Name) => function,
        FunctionExpression function => function with { Argument = Drop(function.Argument), Second = function.Second is { } second ? Drop(second) : null },
        BinaryExpression binary => binary with { Left = Drop(binary.Left), Right = Drop(binary.Right) },
        _ => expression,
    };
}
