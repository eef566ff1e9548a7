using CritiqueCluster.Core.Critique;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>
/// The checker of a kind of problem where a program of the user's judges answers: it still splits solutions, writes their canonical form
/// and finds shortcuts, but it refuses to judge, so that no verdict can come from the wrong place.
/// </summary>
/// <param name="inner">The checker of the problems' kind.</param>
internal sealed class ExternallyJudged(ISolutionChecker inner) : ISolutionChecker
{
    public string Kind => inner.Kind;

    public bool IsExternal => true;

    public IReadOnlyList<string> SplitSteps(string solution) => inner.SplitSteps(solution);

    public AnswerCheck Check(Problem problem, string solution) =>
        throw new InvalidOperationException("Problems.Checker is Command: the verdict is in the attempt, and the built-in checker is not asked.");

    public string Canonical(string solution) => inner.Canonical(solution);

    public SolutionCritique? ExactCritique(Problem problem, string solution) => inner.ExactCritique(problem, solution);

    public bool IsShortcut(Problem problem, string original, string refined) => inner.IsShortcut(problem, original, refined);
}

/// <summary>Problems from a file whose solutions a program of the user's judges.</summary>
/// <param name="inner">The file's problems.</param>
internal sealed class ExternallyJudgedSource(IFileSource inner) : IFileSource
{
    public string Name => inner.Name;

    public ISolutionChecker Checker { get; } = new ExternallyJudged(inner.Checker);

    public int Skipped => inner.Skipped;

    public string? FirstSkipped => inner.FirstSkipped;

    public int Count(ProblemSplit split) => inner.Count(split);

    public IReadOnlyList<Problem> Take(ProblemSplit split, int count) => inner.Take(split, count);
}
