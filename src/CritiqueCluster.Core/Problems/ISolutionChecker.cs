using CritiqueCluster.Core.Critique;

namespace CritiqueCluster.Core.Problems;

/// <summary>The verdict on the final answer of a solution.</summary>
/// <param name="Correct">Whether the answer equals the reference (and, for Countdown, is reached by a valid derivation).</param>
/// <param name="Answer">The answer found in the solution, normalised; null if there is none.</param>
/// <param name="Reason">Why it is wrong, in a few words; null if it is correct.</param>
public sealed record AnswerCheck(bool Correct, string? Answer, string? Reason);

/// <summary>Splits, checks and canonicalises solutions of one kind of problem. Pure and thread-safe.</summary>
public interface ISolutionChecker
{
    /// <summary>The kind of problem judged (<see cref="Problem.Kind"/>).</summary>
    string Kind { get; }

    /// <summary>The steps of a solution, in order, without surrounding white space.</summary>
    IReadOnlyList<string> SplitSteps(string solution);

    /// <summary>
    /// Whether a program of the user's judges solutions of a run (<c>Problems.Checker=Command</c>). The verdict is in each attempt then, and
    /// <see cref="Check"/> must not be called.
    /// </summary>
    bool IsExternal => false;

    /// <summary>Judges the final answer.</summary>
    /// <exception cref="InvalidOperationException">A program of the user's judges.</exception>
    AnswerCheck Check(Problem problem, string solution);

    /// <summary>
    /// A form in which two solutions are equal exactly if they take the same steps: numbers normalised,
    /// commutative operands ordered (ALGORITHMS: distinct solutions).
    /// </summary>
    string Canonical(string solution);

    /// <summary>
    /// The exact critique of a solution where the kind of problem admits one (Countdown), else null.
    /// Steps after the first wrong one are not judged.
    /// </summary>
    SolutionCritique? ExactCritique(Problem problem, string solution);

    /// <summary>
    /// Whether <paramref name="refined"/> lost its working (the shortcut filter of AutoMathCritique): it has fewer runs of
    /// digits than the smaller of the original attempt's and the reference solution's (where there is one), less two.
    /// </summary>
    bool IsShortcut(Problem problem, string original, string refined);
}
