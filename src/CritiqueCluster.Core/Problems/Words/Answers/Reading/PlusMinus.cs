using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Makes two answers of one with ±: all upper signs, and all lower ones.</summary>
internal static class PlusMinus
{
    /// <summary>The set of both; the form itself if it has no such sign.</summary>
    public static AnswerForm Expand(AnswerForm form) =>
        IsIn(form) ? new SetForm([With(form, upper: true), With(form, upper: false)]) : form;

    private static bool IsIn(AnswerForm form) => form switch
    {
        ValueForm value => IsIn(value.Value),
        SequenceForm sequence => sequence.Items.Any(IsIn),
        _ => false,
    };

    private static bool IsIn(Expression expression) => expression switch
    {
        FunctionExpression { Name: Functions.PlusMinus or Functions.MinusPlus } => true,
        FunctionExpression function => IsIn(function.Argument) || (function.Second is { } second && IsIn(second)),
        BinaryExpression binary => IsIn(binary.Left) || IsIn(binary.Right),
        _ => false,
    };

    private static AnswerForm With(AnswerForm form, bool upper) => form switch
    {
        ValueForm value => value with { Value = With(value.Value, upper) },
        SequenceForm sequence => sequence with { Items = [.. sequence.Items.Select(i => With(i, upper))] },
        _ => form,
    };

    private static Expression With(Expression expression, bool upper) => expression switch
    {
        FunctionExpression { Name: Functions.PlusMinus } sign => Signed(With(sign.Argument, upper), upper),
        FunctionExpression { Name: Functions.MinusPlus } sign => Signed(With(sign.Argument, upper), !upper),
        FunctionExpression function => function with { Argument = With(function.Argument, upper), Second = function.Second is { } second ? With(second, upper) : null },
        BinaryExpression binary => binary with { Left = With(binary.Left, upper), Right = With(binary.Right, upper) },
        _ => expression,
    };

    private static Expression Signed(Expression value, bool positive) =>
        positive ? value : new BinaryExpression('-', NumberExpression.Of(0), value);
}
