using System.Globalization;
using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Forms;

/// <summary>Writes forms as text for people: numbers as fractions, brackets where they are needed, one spelling for each sign.</summary>
internal static class FormText
{
    public static string Of(AnswerForm form) => form switch
    {
        ValueForm value => Of(value.Value) + (value.Percent ? "%" : ""),
        NamedForm named => $"{named.Name} = {Of(named.Value)}",
        EquationForm equation => $"{Of(equation.Left)} = {Of(equation.Right)}",
        InequalityForm inequality => $"{Of(inequality.Left)} {inequality.Relation} {Of(inequality.Right)}",
        SequenceForm { Open: ":" } ratio => $"{string.Join(" : ", ratio.Items.Select(Of))} {ratio.Close}".TrimEnd(),
        SequenceForm { Open: SequenceForm.Piece, Items: [var value, TextForm rest] } => $"{Of(value)} {rest.Text}",
        SequenceForm { Open: SequenceForm.Residue or SequenceForm.Piece } pair => $"{Of(pair.Items[0])} {pair.Open} {Of(pair.Items[1])}",
        SequenceForm { Open: "\\{" } built => $"{{{Of(built.Items[0])} | {Of(built.Items[1])}}}",
        SequenceForm sequence => $"{sequence.Open}{string.Join(", ", sequence.Items.Select(Of))}{sequence.Close}",
        SetForm set => $"{{{string.Join(", ", set.Items.Select(Of))}}}",
        CombinedForm combined => $"{Of(combined.Left)} {(combined.Operator == '&' ? "and" : combined.Operator.ToString())} {Of(combined.Right)}",
        NumberSetForm numbers => numbers.Name,
        MatrixForm matrix => $"[{string.Join("; ", matrix.Rows.Select(row => string.Join(", ", row.Select(entry => Of(entry)))))}]",
        BasedForm based => string.Create(CultureInfo.InvariantCulture, $"{based.Digits} in base {based.Base}"),
        ChoiceForm choice => $"({choice.Letter}) {Of(choice.Value)}",
        TextForm text => text.Text,
        _ => "",
    };

    public static string Of(Expression expression) => Of(expression, 0);

    /// <param name="expression">The expression.</param>
    /// <param name="binding">How tightly it is bound by what surrounds it: 0 alone, 1 in a sum, 2 in a product, 3 as base or exponent.</param>
    private static string Of(Expression expression, int binding)
    {
        if (expression is not FunctionExpression && ExactValue.Of(expression) is { Bits: < 2_000 } exact)
            return Bracketed(exact.ToString(), (exact.Sign < 0 && binding > 0) || (!exact.IsInteger && binding > 1));
        return expression switch
        {
            NumberExpression number => number.Value.ToString(),
            ConstantExpression constant => constant.Kind switch { Constant.Pi => "pi", Constant.E => "e", Constant.I => "i", _ => "infinity" },
            VariableExpression variable => variable.Name,
            BinaryExpression { Operator: '-', Left: NumberExpression { Value.Sign: 0 } } negative => Bracketed("-" + Of(negative.Right, 2), binding > 0),
            BinaryExpression { Operator: '+' } sum => Bracketed($"{Of(sum.Left, 0)} + {Of(sum.Right, 1)}", binding > 0),
            BinaryExpression { Operator: '-' } difference => Bracketed($"{Of(difference.Left, 0)} - {Of(difference.Right, 1)}", binding > 0),
            BinaryExpression { Operator: '*' } product => Bracketed($"{Of(product.Left, 1)}*{Of(product.Right, 2)}", binding > 1),
            BinaryExpression { Operator: '/' } quotient => Bracketed($"{Of(quotient.Left, 2)}/{Of(quotient.Right, 3)}", binding > 1),
            BinaryExpression power => $"{Of(power.Left, 3)}^{Of(power.Right, 3)}",
            FunctionExpression { Second: { } second } function => $"{function.Name}({Of(function.Argument)}, {Of(second)})",
            FunctionExpression { Name: Functions.Degree } degree => $"{Of(degree.Argument, 3)}°",
            FunctionExpression { Name: Functions.Percent } percent => $"{Of(percent.Argument, 3)}%",
            FunctionExpression { Name: Functions.Factorial } factorial => $"{Of(factorial.Argument, 3)}!",
            FunctionExpression function => $"{function.Name}({Of(function.Argument)})",
            _ => "",
        };
    }

    private static string Bracketed(string text, bool needed) => needed ? $"({text})" : text;
}
