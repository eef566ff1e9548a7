namespace CritiqueCluster.Core.Exploration;

/// <summary>Mean costs of an iteration so far, in generated tokens.</summary>
/// <param name="Attempt">Of an attempt from the problem alone.</param>
/// <param name="Refinement">
/// Of each refinement that a critique may have: those that were not made, because no step was called wrong, cost nothing. An attempt's cost
/// before there is a critique.
/// </param>
/// <param name="Critique">Of a critique; the budget's guess before there is one.</param>
internal sealed record ExpectedCosts(double Attempt, double Refinement, double Critique)
{
    public static ExpectedCosts Of(IterationBudget budget, IReadOnlyCollection<ExplorationSummary> explorations)
    {
        var attempt = Mean(explorations.Sum(e => (long)e.SampledTokens), explorations.Sum(e => e.Sampled), 1);
        var critiques = explorations.Sum(e => e.Critiques);
        var refinement = Mean(explorations.Sum(e => (long)e.RefinementTokens), critiques * budget.RefinementsPerCritique, attempt);
        var critique = Mean(explorations.Sum(e => (long)e.CritiqueTokens), critiques, budget.FirstCritiqueTokens);
        return new ExpectedCosts(Math.Max(1, attempt), Math.Max(1, refinement), critique);
    }

    private static double Mean(long tokens, int count, double otherwise) => count == 0 ? otherwise : (double)tokens / count;
}
