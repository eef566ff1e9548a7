using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Families of values with a parameter: <c>x = 2k\pi, k \in \mathbb{Z}</c>. The parameter's name says nothing, so it gets one name.</summary>
internal static class Families
{
    private const string Parameter = "the parameter";

    /// <summary>The value with its parameter and the parameter's domain; null if the items are something else.</summary>
    public static CombinedForm? Of(IReadOnlyList<AnswerForm> items)
    {
        if (items is not [var value, NamedForm { IsFunction: false, Value: NumberSetForm } domain] || domain.Name.Length != 1)
            return null;
        var (name, expression) = value switch
        {
            ValueForm plain => (null, plain.Value),
            NamedForm { Value: ValueForm inner } named => (named, inner.Value),
            _ => (null, null),
        };
        if (expression is null || !Has(expression, domain.Name) || name?.Name == domain.Name)
            return null;
        AnswerForm renamed = new ValueForm(Renamed(expression, domain.Name));
        return new CombinedForm('&', name is null ? renamed : name with { Value = renamed }, domain with { Name = Parameter });
    }

    private static bool Has(Expression expression, string name) => Renamed(expression, name) != expression;

    private static Expression Renamed(Expression expression, string name) => expression switch
    {
        VariableExpression variable when variable.Name == name => new VariableExpression(Parameter),
        BinaryExpression binary => binary with { Left = Renamed(binary.Left, name), Right = Renamed(binary.Right, name) },
        FunctionExpression function => function with { Argument = Renamed(function.Argument, name), Second = function.Second is { } second ? Renamed(second, name) : null },
        _ => expression,
    };
}
