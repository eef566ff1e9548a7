using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A solution is right if it ends in "= answer".</summary>
internal sealed class FakeChecker : ISolutionChecker
{
    public string Kind => "fake";

    public IReadOnlyList<string> SplitSteps(string solution) => solution.Split('\n');

    public AnswerCheck Check(Problem problem, string solution)
    {
        var right = solution.EndsWith($"= {problem.Answer}", StringComparison.Ordinal);
        return new AnswerCheck(right, right ? problem.Answer : null, right ? null : "not the answer");
    }

    public string Canonical(string solution) => solution;

    public SolutionCritique? ExactCritique(Problem problem, string solution) => null;

    public bool IsShortcut(Problem problem, string original, string refined) => false;
}
