using System.Globalization;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>Which requests follow from a state. Ids and attempt indices depend on what was decided, never on arrival order.</summary>
internal static class RequestPlan
{
    /// <summary>Attempts from the problem alone.</summary>
    public static RolloutRequest Sample(ExplorationSpec spec, int round, int firstIndex, int count) => new(
        Id(spec, round, "a"), spec.Problem, Stream(spec), [.. Enumerable.Range(firstIndex, count)], null, spec.Sampling, spec.PolicyVersion,
        spec.Partial);

    /// <summary>Critiques of wrong attempts.</summary>
    public static CritiqueRequest Criticise(ExplorationState state, int round, IReadOnlyList<int> attempts) => new(
        Id(state.Spec, round, "c"), state.Spec.Problem, [.. attempts.Select(i => new CritiqueTarget(i, state.Find(i)!.Attempt.Text))],
        state.Spec.CriticMaxTokens, state.Spec.CriticVersion, state.Spec.CriticVersion < 0 ? null : state.Spec.Partial);

    /// <summary>
    /// The refinements in the light of one critique: rewritten ones first, then continued ones. Where the critique names no wrong step, none
    /// is continued: it would be another attempt from the problem alone, and what it would cost goes back to the budget.
    /// </summary>
    public static IEnumerable<RolloutRequest> Refine(ExplorationState state, AttemptCritique critique)
    {
        var spec = state.Spec;
        var first = state.FirstRefinement[critique.Attempt];
        var rewritten = Rewritten(spec, critique);
        if (rewritten > 0)
            yield return Refinement(state, critique, AttemptSource.Rewritten, "w", first, rewritten);
        if (rewritten < spec.RefinementsPerCritique && critique.Critique?.FirstWrongStep is not null)
            yield return Refinement(
                state, critique, AttemptSource.Continued, "k", first + rewritten, spec.RefinementsPerCritique - rewritten);
    }

    /// <summary>
    /// How many refinements are rewritten. A critique without a wrong step leaves no good step to continue from: all are
    /// rewritten then, if rewriting is in use at all.
    /// </summary>
    private static int Rewritten(ExplorationSpec spec, AttemptCritique critique) => spec.Refinement switch
    {
        RefinementMode.Continue => 0,
        RefinementMode.Both when critique.Critique?.FirstWrongStep is not null => (spec.RefinementsPerCritique + 1) / 2,
        _ => spec.RefinementsPerCritique,
    };

    private static RolloutRequest Refinement(
        ExplorationState state, AttemptCritique critique, AttemptSource mode, string stage, int firstIndex, int count)
    {
        var spec = state.Spec;
        var id = Id(spec, state.Round, string.Create(CultureInfo.InvariantCulture, $"{stage}{critique.Attempt}"));
        var basis = RefinementBasis.Of(state.Find(critique.Attempt)!.Attempt, critique, mode, state.Critiques);
        return new RolloutRequest(
            id, spec.Problem, Stream(spec), [.. Enumerable.Range(firstIndex, count)], basis, spec.Sampling, spec.PolicyVersion,
            spec.Partial);
    }

    private static StreamKey Stream(ExplorationSpec spec) => new(spec.Seed, spec.Iteration, spec.Problem.Id);

    private static string Id(ExplorationSpec spec, int round, string stage) =>
        string.Create(CultureInfo.InvariantCulture, $"{spec.Id}/r{round}/{stage}");
}
