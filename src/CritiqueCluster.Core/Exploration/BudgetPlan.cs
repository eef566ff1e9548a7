using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>The budget of an iteration's explorations: the same in every arm.</summary>
/// <param name="Arm">What the budget is spent on after round 0.</param>
/// <param name="Tokens">Generated tokens of all explorations together, critiques included.</param>
/// <param name="AttemptsPerGrant">What a failing problem is given at once, in attempts' worth of tokens.</param>
/// <param name="RefinementsPerCritique">Refinements per critique.</param>
/// <param name="FirstCritiqueTokens">What a critique is taken to cost before any has been written; 0 for the exact critic.</param>
public sealed record IterationBudget(Arm Arm, long Tokens, int AttemptsPerGrant, int RefinementsPerCritique, double FirstCritiqueTokens);

/// <summary>A grant to one exploration.</summary>
public sealed record BudgetGrant(string ExplorationId, GrantRound Grant);

/// <summary>
/// Hands out an iteration's budget round by round. What a failing problem is given at once is worth the same in the arms that have failures
/// first: the more, the fewer problems are given any, and the harder those are. Each round may spend what is left divided by the rounds left, so that what
/// was estimated wrongly in one round is made good in the next.
/// </summary>
public static class BudgetPlan
{
    /// <summary>The grants of the next round, by exploration id; none if the budget is spent or nothing is left to do.</summary>
    /// <param name="budget">The iteration's budget.</param>
    /// <param name="explorations">The newest summary of every training exploration of the iteration, in any order.</param>
    /// <param name="roundsLeft">Rounds left, the next one included.</param>
    public static IReadOnlyList<BudgetGrant> Next(
        IterationBudget budget, IReadOnlyCollection<ExplorationSummary> explorations, int roundsLeft)
    {
        ArgumentNullException.ThrowIfNull(budget);
        ArgumentNullException.ThrowIfNull(explorations);
        var left = budget.Tokens - explorations.Sum(e => (long)e.GeneratedTokens);
        if (roundsLeft <= 0 || left <= 0)
            return [];
        var costs = ExpectedCosts.Of(budget, explorations);
        var share = (double)left / roundsLeft;
        var granted = budget.Arm switch
        {
            Arm.Vanilla => Evenly(explorations, share, costs.Attempt),
            Arm.Resample => HardestFirst(explorations, share, budget.AttemptsPerGrant * costs.Attempt),
            _ => HardestFirst(explorations, share, Math.Max(budget.AttemptsPerGrant * costs.Attempt, costs.Critique + budget.RefinementsPerCritique * costs.Refinement)),
        };
        return [.. granted.OrderBy(g => g.Exploration.Id, StringComparer.Ordinal).Select(g => GrantOf(g.Exploration, g.Tokens, costs))];
    }

    /// <summary>
    /// The next round's grant to an exploration with a budget of its own; null if that is spent or nothing is left to do. A part that pays
    /// for less than half a unit is put together with those of later rounds: there is nobody else to give it to.
    /// </summary>
    public static GrantRound? Next(IterationBudget budget, ExplorationSummary exploration, int roundsLeft)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        for (var parts = roundsLeft; parts > 0; parts--)
            if (Next(budget, [exploration], parts) is [var granted])
                return granted.Grant;
        return null;
    }

    private static BudgetGrant GrantOf(ExplorationSummary exploration, double tokens, ExpectedCosts costs) => new(
        exploration.Id, new GrantRound(exploration.Round + 1, (int)Math.Round(tokens), costs.Attempt, costs.Refinement, costs.Critique));

    /// <summary>One attempt after the other to whichever exploration will have spent least.</summary>
    private static IEnumerable<(ExplorationSummary Exploration, double Tokens)> Evenly(
        IReadOnlyCollection<ExplorationSummary> explorations, double share, double unit)
    {
        var queue = new PriorityQueue<ExplorationSummary, (double Spent, string Id)>(Comparer<(double Spent, string Id)>.Create(
            (a, b) => a.Spent != b.Spent ? a.Spent.CompareTo(b.Spent) : string.CompareOrdinal(a.Id, b.Id)));
        foreach (var exploration in explorations)
            queue.Enqueue(exploration, (exploration.GeneratedTokens, exploration.Id));
        var granted = new Dictionary<ExplorationSummary, double>();
        for (; share >= unit / 2 && queue.Count > 0; share -= unit)
        {
            queue.TryDequeue(out var next, out var rank);
            granted[next!] = granted.GetValueOrDefault(next!) + unit;
            queue.Enqueue(next!, (rank.Spent + unit, rank.Id));
        }
        return granted.Select(g => (g.Key, g.Value));
    }

    /// <summary>One unit after the other to explorations with failures: fewest accepted solutions first, then least spent.</summary>
    private static IEnumerable<(ExplorationSummary Exploration, double Tokens)> HardestFirst(
        IEnumerable<ExplorationSummary> explorations, double share, double unit)
    {
        var ranked = explorations.Where(e => e.Failures > 0)
            .OrderBy(e => e.Accepted).ThenBy(e => e.GeneratedTokens).ThenBy(e => e.Id, StringComparer.Ordinal).ToList();
        var units = Math.Round(share / unit);
        return ranked
            .Select((exploration, rank) => (exploration, Tokens: unit * Math.Ceiling((units - rank) / ranked.Count)))
            .Where(grant => grant.Tokens > 0);
    }
}
