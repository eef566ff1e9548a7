namespace CritiqueCluster.Core.Critique;

/// <summary>What a critic says of a step or an answer.</summary>
public enum Verdict
{
    /// <summary>Right so far.</summary>
    Correct,

    /// <summary>Wrong: the error is here.</summary>
    Wrong,
}

/// <summary>The verdict on one step.</summary>
/// <param name="Step">The step's sentence as it stands in the attempt.</param>
/// <param name="Verdict">Correct or wrong.</param>
/// <param name="Explanation">Why, in a few words; may be empty.</param>
public sealed record StepCritique(string Step, Verdict Verdict, string Explanation);

/// <summary>Step-level verdicts for one attempt and the verdict on its final answer (arXiv 2411.16579).</summary>
/// <param name="Steps">The judged steps, in order; steps after the first wrong one may be missing.</param>
/// <param name="Answer">The verdict on the final answer.</param>
/// <param name="Explanation">Why; may be empty.</param>
public sealed record SolutionCritique(IReadOnlyList<StepCritique> Steps, Verdict Answer, string Explanation)
{
    /// <summary>Index from 0 of the first step judged wrong; null if none is.</summary>
    public int? FirstWrongStep
    {
        get
        {
            for (var i = 0; i < Steps.Count; i++)
                if (Steps[i].Verdict == Verdict.Wrong)
                    return i;
            return null;
        }
    }
}
