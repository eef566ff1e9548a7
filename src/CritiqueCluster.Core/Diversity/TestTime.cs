namespace CritiqueCluster.Core.Diversity;

/// <summary>One try at a problem at test time, and what a critic says of it.</summary>
/// <param name="Correct">Whether it is right; no method looks at it, it is only what they are measured by.</param>
/// <param name="Answer">Its final answer; null if it has none.</param>
/// <param name="Tokens">What sampling it cost.</param>
/// <param name="CritiqueTokens">What criticising it cost.</param>
/// <param name="Approved">Whether the critic calls no step and not the answer wrong.</param>
public sealed record Try(bool Correct, string? Answer, int Tokens, int CritiqueTokens, bool Approved)
{
    /// <summary>Both costs.</summary>
    public int WithCritique => Tokens + CritiqueTokens;
}

/// <summary>What was tried at a problem.</summary>
/// <param name="Samples">Independent samples, in the order in which they are taken.</param>
/// <param name="Chains">A sample, its refinement in the light of its critique, that one's refinement …: one chain after the other.</param>
public sealed record TriedProblem(IReadOnlyList<Try> Samples, IReadOnlyList<IReadOnlyList<Try>> Chains);

/// <summary>The share of problems that a method gets right with so many generated tokens a problem.</summary>
/// <param name="Budget">Tokens a problem, critiques and refinements included.</param>
/// <param name="Right">The share.</param>
/// <param name="Interval">Its 95 % bootstrap interval over problems.</param>
public sealed record BudgetPoint(double Budget, double Right, Interval Interval);

/// <summary>A method over budgets.</summary>
/// <param name="Method">Its name.</param>
/// <param name="IsOracle">It takes what is right by looking at the answers: what was there to be found, not what would be found.</param>
/// <param name="Curve">Ascending budgets.</param>
public sealed record BudgetCurve(string Method, bool IsOracle, IReadOnlyList<BudgetPoint> Curve);

/// <summary>
/// Ways to spend tokens at test time, compared at equal numbers of them. Each method takes what its budget pays for, in a fixed order, the
/// first sample in any case, and decides for one solution.
/// </summary>
public static class TestTime
{
    private static readonly (string Name, bool Oracle, Func<TriedProblem, double, bool> Right)[] Methods =
    [
        ("pass@k", true, (p, budget) => Paid(p.Samples, budget, t => t.Tokens).Exists(t => t.Correct)),
        ("majority vote", false, (p, budget) => Voted(Paid(p.Samples, budget, t => t.Tokens), _ => 1)),
        ("critic-weighted vote", false, (p, budget) => Voted(Paid(p.Samples, budget, t => t.WithCritique), t => t.Approved ? 1 : 1e-3)),
        ("best of n by the critic", false, (p, budget) => Best(Paid(p.Samples, budget, t => t.WithCritique))),
        ("critique and refine", false, (p, budget) => Refined(p.Chains, budget)),
    ];

    /// <summary>The curve of each method.</summary>
    /// <param name="problems">At least one, with at least one sample and one chain each.</param>
    /// <param name="budgets">Tokens a problem, ascending.</param>
    public static IReadOnlyList<BudgetCurve> Curves(IReadOnlyCollection<TriedProblem> problems, IReadOnlyList<double> budgets)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(budgets);
        return [.. Methods.Select(m => new BudgetCurve(m.Name, m.Oracle, [.. budgets.Select(budget => Point(budget, [.. problems.Select(p => m.Right(p, budget) ? 1.0 : 0)]))]))];
    }

    private static BudgetPoint Point(double budget, IReadOnlyList<double> right) => new(budget, right.Average(), Interval.Bootstrap(right));

    private static List<Try> Paid(IReadOnlyList<Try> tries, double budget, Func<Try, int> cost)
    {
        var paid = new List<Try>();
        var spent = 0.0;
        foreach (var one in tries)
        {
            spent += cost(one);
            if (spent > budget && paid.Count > 0)
                break;
            paid.Add(one);
        }
        return paid;
    }

    /// <summary>The answer of most weight, of equal ones that which came first; the approved one of its tries, or the first.</summary>
    private static bool Voted(List<Try> tries, Func<Try, double> weight)
    {
        var winners = tries.Where(t => t.Answer is not null).GroupBy(t => t.Answer).MaxBy(g => g.Sum(weight));
        return winners is not null && (weight(winners.First()) < 1 && winners.FirstOrDefault(t => t.Approved) is { } approved ? approved : winners.First()).Correct;
    }

    private static bool Best(List<Try> tries) => (tries.Find(t => t.Approved) ?? tries[0]).Correct;

    /// <summary>The first try that the critic approves; where the budget ends before, the last one that was begun with.</summary>
    private static bool Refined(IReadOnlyList<IReadOnlyList<Try>> chains, double budget)
    {
        var paid = Paid([.. chains.SelectMany(chain => chain)], budget, t => t.WithCritique);
        return (paid.Find(t => t.Approved) ?? paid[^1]).Correct;
    }
}
