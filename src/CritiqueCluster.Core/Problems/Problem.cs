namespace CritiqueCluster.Core.Problems;

/// <summary>A statement with a checkable answer, from a problem source.</summary>
/// <param name="Id">Stable within its source and unique within a run; sorts ordinally (<c>countdown-4-000017</c>).</param>
/// <param name="Statement">The text that the policy reads (<c>3 7 25 50 -> 82</c>, or a word problem).</param>
/// <param name="Answer">The reference answer as text.</param>
/// <param name="Kind">Which checker judges it: <c>countdown</c> or <c>word</c>.</param>
/// <param name="Level">A coarse a-priori difficulty shown in tables (<c>4 numbers</c>); empty where unknown.</param>
/// <param name="Solution">A reference solution, one step a line, or null.</param>
public sealed record Problem(
    string Id, string Statement, string Answer, string Kind, string Level = "", string? Solution = null);

/// <summary>Which part of a source: the two never share a problem.</summary>
public enum ProblemSplit
{
    /// <summary>Problems that a run learns from.</summary>
    Train,

    /// <summary>Problems for choosing settings.</summary>
    Validation,

    /// <summary>Problems that only measures are taken on.</summary>
    HeldOut,
}

/// <summary>A named collection of problems of one kind.</summary>
public interface IProblemSource
{
    /// <summary>The name shown in tables.</summary>
    string Name { get; }

    /// <summary>Judges solutions of this source's problems.</summary>
    ISolutionChecker Checker { get; }

    /// <summary>The first <paramref name="count"/> problems of a split, always the same ones in the same order.</summary>
    IReadOnlyList<Problem> Take(ProblemSplit split, int count);
}
