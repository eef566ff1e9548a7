using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>What a grant of tokens is spent on.</summary>
internal static class RoundPlan
{
    /// <summary>The most attempts that one grant may ask for, whatever the expected cost.</summary>
    private const int MostAttempts = 10_000;

    /// <summary>
    /// In the critique arm, as many critiques with their refinements as the grant pays for and wrong attempts remain, and attempts
    /// for what is left over; in the others, attempts. Always at least one unit.
    /// </summary>
    public static RoundOpened Spend(ExplorationState state, GrantRound grant)
    {
        var targets = state.Spec.Arm == Arm.Critique ? Targets(state, grant) : [];
        var rest = grant.Tokens - targets.Count * CritiqueCost(state.Spec, grant);
        var sample = (int)Math.Clamp(Math.Round(rest / Math.Max(1, grant.ExpectedAttemptTokens)), 0, MostAttempts);
        return new RoundOpened(grant.Round, grant.Tokens, targets.Count == 0 ? Math.Max(1, sample) : sample, targets);
    }

    private static List<int> Targets(ExplorationState state, GrantRound grant)
    {
        var affordable = Math.Max(1, Math.Round(grant.Tokens / Math.Max(1, CritiqueCost(state.Spec, grant))));
        return [.. state.Untreated().Take((int)Math.Min(affordable, MostAttempts)).Select(a => a.Attempt.Index)];
    }

    private static double CritiqueCost(ExplorationSpec spec, GrantRound grant) =>
        grant.ExpectedCritiqueTokens + spec.RefinementsPerCritique * grant.ExpectedRefinementTokens;
}
