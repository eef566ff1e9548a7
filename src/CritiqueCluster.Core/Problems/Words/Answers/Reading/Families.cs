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
        var named = value as NamedForm;
        if (named?.Name == domain.Name || Renamed(named?.Value ?? value, domain.Name) is not { } renamed)
            return null;
        return new CombinedForm('&', named is null ? renamed : named with { Value = renamed }, domain with { Name = Parameter });
    }

    /// <summary>A value with the parameter in it, or several of which at least one has it; null if there is none.</summary>
    private static AnswerForm? Renamed(AnswerForm form, string name)
    {
        if (form is SetForm set && set.Items.All(i => i is ValueForm))
            return set.Items.Any(i => Renamed(i, name) is not null) ? new SetForm([.. set.Items.Select(i => Renamed(i, name) ?? i)]) : null;
        return form is ValueForm plain && Renamed(plain.Value, name) is var renamed && renamed != plain.Value ? new ValueForm(renamed) : null;
    }

    private static Expression Renamed(Expression expression, string name) => expression switch
    {
        VariableExpression variable when variable.Name == name => new VariableExpression(Parameter),
        BinaryExpression binary => binary with { Left = Renamed(binary.Left, name), Right = Renamed(binary.Right, name) },
        FunctionExpression function => function with { Argument = Renamed(function.Argument, name), Second = function.Second is { } second ? Renamed(second, name) : null },
        _ => expression,
    };
}
