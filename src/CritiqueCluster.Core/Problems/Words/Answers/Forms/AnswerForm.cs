using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

namespace CritiqueCluster.Core.Problems.Words.Answers.Forms;

/// <summary>An answer by its structure.</summary>
internal abstract record AnswerForm;

/// <summary>One value.</summary>
/// <param name="Value">The value; of a percentage, the number before the sign.</param>
/// <param name="Percent">Whether a percent sign stood behind it.</param>
/// <param name="Unit">The unit or words behind it; they only tell the items of a list apart.</param>
internal sealed record ValueForm(Expression Value, bool Percent = false, string? Unit = null) : AnswerForm;

/// <summary>A name with its value: <c>x = 5</c>, <c>f(x) = x^2</c>, <c>D = (0, 1)</c>, <c>x \in [0, 1)</c>.</summary>
/// <param name="Name">The name as it was written, without white space.</param>
/// <param name="IsFunction">Whether it is a function of something.</param>
/// <param name="Value">What it is.</param>
internal sealed record NamedForm(string Name, bool IsFunction, AnswerForm Value) : AnswerForm;

/// <summary>An equation that is not only a name and its value.</summary>
internal sealed record EquationForm(Expression Left, Expression Right) : AnswerForm;

/// <summary>An inequality, turned so that it says less than, at most, or unequal.</summary>
/// <param name="Left">The smaller side.</param>
/// <param name="Relation">One of <c>&lt; ≤ ≠</c>.</param>
/// <param name="Right">The larger side.</param>
internal sealed record InequalityForm(Expression Left, char Relation, Expression Right) : AnswerForm;

/// <summary>A tuple, point, interval, vector or ratio: order and brackets count.</summary>
/// <param name="Open">
/// The opening bracket; empty for a bare list, <c>:</c> for a ratio, <see cref="Residue"/>, <see cref="Piece"/>, or <c>\{</c> for the members of a set
/// and their condition.
/// </param>
/// <param name="Items">The items in order.</param>
/// <param name="Close">The closing bracket.</param>
internal sealed record SequenceForm(string Open, IReadOnlyList<AnswerForm> Items, string Close) : AnswerForm
{
    /// <summary>Stands for the opening bracket of a residue class: a number and the modulus.</summary>
    public const string Residue = "mod";

    /// <summary>
    /// Opens <c>C(5, 2)</c>: the number of combinations, or a point called C. So it equals its value, but another one only with the same items.
    /// </summary>
    public const string Choose = "C(";

    /// <summary>Stands for the opening bracket of a piece of a function: its value and its condition.</summary>
    public const string Piece = "if";
}

/// <summary>A set of items, or alternatives joined by "or": order does not count.</summary>
/// <param name="Items">The items as written.</param>
internal sealed record SetForm(IReadOnlyList<AnswerForm> Items) : AnswerForm;

/// <summary>Two sets joined.</summary>
/// <param name="Operator">One of <c>∪ ∩ ∖</c>.</param>
/// <param name="Left">The left set.</param>
/// <param name="Right">The right set.</param>
internal sealed record CombinedForm(char Operator, AnswerForm Left, AnswerForm Right) : AnswerForm;

/// <summary>A set with a name of its own: <c>R</c>, <c>Z</c>, <c>N</c>, <c>Q</c>, <c>C</c>.</summary>
internal sealed record NumberSetForm(string Name) : AnswerForm;

/// <summary>A matrix or a column or row of numbers.</summary>
/// <param name="Kind">Whether it is a matrix or its determinant.</param>
/// <param name="Rows">The rows.</param>
internal sealed record MatrixForm(string Kind, IReadOnlyList<IReadOnlyList<Expression>> Rows) : AnswerForm;

/// <summary>A number in another base than ten, as its digits: <c>2516_8</c>.</summary>
internal sealed record BasedForm(string Digits, int Base) : AnswerForm;

/// <summary>The letter of a choice together with what stands behind it: <c>(D) 12</c>.</summary>
internal sealed record ChoiceForm(string Letter, AnswerForm Value) : AnswerForm;

/// <summary>Anything else: equal if it is written alike.</summary>
internal sealed record TextForm(string Text) : AnswerForm;
