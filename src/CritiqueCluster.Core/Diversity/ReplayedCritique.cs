using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Diversity;

/// <summary>An attempt's critique in the run, another critic's, and the exact one where there is one.</summary>
internal sealed record ReplayedCritique(CheckedAttempt Attempt, AttemptCritique Before, AttemptCritique After, SolutionCritique? Exact)
{
    /// <summary>Both are readable and name the same first wrong step, or none.</summary>
    public bool SameStep => Before.Critique is { } before && After.Critique is { } after && before.FirstWrongStep == after.FirstWrongStep;

    /// <summary>What a critique finds, by the exact one.</summary>
    public Finding FindingOf(AttemptCritique critique) => critique.Critique switch
    {
        null => Finding.Unreadable,
        { FirstWrongStep: null } => Finding.None,
        { FirstWrongStep: var step } when step == Exact?.FirstWrongStep => Finding.RightStep,
        _ => Finding.OtherStep,
    };
}
