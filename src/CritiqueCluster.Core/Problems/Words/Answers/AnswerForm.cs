namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>An answer by its structure.</summary>
internal abstract record AnswerForm;

/// <summary>One value.</summary>
/// <param name="Value">The value; of a percentage, the number before the sign.</param>
/// <param name="Percent">Whether a percent sign stood behind it.</param>
internal sealed record ValueForm(Expression Value, bool Percent) : AnswerForm;

/// <summary>An equation.</summary>
internal sealed record EquationForm(Expression Left, Expression Right) : AnswerForm;

/// <summary>A list, tuple, point, interval, or row or column of a matrix: order and brackets count.</summary>
/// <param name="Brackets">Both brackets, <c>matrix</c>, or empty for a bare list.</param>
/// <param name="Items">The items in order.</param>
internal sealed record SequenceForm(string Brackets, IReadOnlyList<AnswerForm> Items) : AnswerForm;

/// <summary>A set, or a union of sets: order does not count.</summary>
internal sealed record SetForm(string Kind, IReadOnlyList<AnswerForm> Items) : AnswerForm;

/// <summary>Anything else: equal if it is written alike.</summary>
internal sealed record TextForm(string Text) : AnswerForm;
