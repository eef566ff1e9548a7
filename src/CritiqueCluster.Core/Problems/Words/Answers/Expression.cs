namespace CritiqueCluster.Core.Problems.Words.Answers;

/// <summary>A mathematical expression of one value.</summary>
internal abstract record Expression;

/// <summary>A written number.</summary>
internal sealed record NumberExpression(Rational Value) : Expression;

/// <summary>A letter, with its subscript if it has one; also infinity, which only equals itself.</summary>
internal sealed record VariableExpression(string Name) : Expression;

/// <summary>One of <c>+ - * / ^</c>.</summary>
internal sealed record BinaryExpression(char Operator, Expression Left, Expression Right) : Expression;

/// <summary>A function of one argument, or <c>pi</c> of none (its argument is ignored).</summary>
internal sealed record FunctionExpression(string Name, Expression Argument) : Expression;
