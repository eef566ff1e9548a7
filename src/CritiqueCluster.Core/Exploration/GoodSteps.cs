using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Exploration;

/// <summary>What a continued refinement is given.</summary>
public static class GoodSteps
{
    /// <summary>
    /// The parent's steps before the first wrong one, as the text that the refinement begins with (each step with the line break
    /// after it); empty if the critique is unreadable, finds no wrong step, or finds the first one wrong.
    /// </summary>
    /// <exception cref="ArgumentException">The basis is not to be continued.</exception>
    public static string Of(RefinementBasis basis, ISolutionChecker checker)
    {
        ArgumentNullException.ThrowIfNull(basis);
        ArgumentNullException.ThrowIfNull(checker);
        if (basis.Mode != AttemptSource.Continued)
            throw new ArgumentException($"A {basis.Mode} refinement continues from nothing.", nameof(basis));
        var good = basis.Critique.Critique?.FirstWrongStep ?? 0;
        return string.Concat(checker.SplitSteps(basis.Parent.Text).Take(good).Select(step => step + "\n"));
    }
}
