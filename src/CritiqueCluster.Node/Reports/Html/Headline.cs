using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>What the run was and what came of it, in a few numbers and sentences.</summary>
internal static class Headline
{
    public static Markup Render(RunReport report, Recipe recipe)
    {
        var (first, last) = (report.Iterations[0], report.Iterations[^1]);
        return Markup.Of($"""
            <header>
            <p class="kicker">CritiqueCluster · training report</p>
            <h1>{report.Run}</h1>
            <p class="badges"><span>arm <b>{report.Arm}</b></span><span>seed <b>{Format.Count(report.Seed)}</b></span><span>problems <b>{report.Problems}</b></span><span>policy <b>{recipe.Policy.Model}</b></span><span>critic <b>{CriticName(report, recipe)}</b></span></p>
            {UpperBound(report)}{ForSettings(recipe)}
            {report.Alarms.Select(alarm => Markup.Of($"""<p class="warning">{alarm.Text}</p>"""))}
            <p class="summary">{Summary(report, first, last)}</p>
            </header>
            <section class="tiles">
            {last.PassAt.Keys.Where(k => k == last.PassAt.Keys.Min() || k == last.PassAt.Keys.Max()).Select(k => PassTile(k, first, last))}
            {Tile("Distinct solutions per problem", Format.Number(last.DistinctPerProblem), FromBase(first.DistinctPerProblem, 2, first != last))}
            {Tile("Token entropy", Format.Number(last.TokenEntropy, 3), FromBase(first.TokenEntropy, 3, first != last, " nats"))}
            {(report.EntropyLaw is { } law ? Tile("Predicted ceiling of pass@1", Format.Ceiling(law.Ceiling), "when all entropy is spent, by the fitted entropy law") : Markup.None)}
            {Tile("Tail-narrowing index", Format.Number(last.TailIndex), "hardest bin’s share of training, 1 = as at first")}
            {(report.Critic is null ? Markup.None : Tile(report.UpperBound ? "Critic F1 (upper bound)" : "Critic F1", Format.Number(report.CriticF1),
                $"helpfulness {Format.Percent(report.CriticHelpfulness)}"))}
            {Tile("Generated tokens", Format.Brief(report.GeneratedTokens), "critiques and evaluation included")}
            {Tile("Wall time", Format.Seconds(report.Seconds.Total), $"{Format.Percent(report.Seconds.ModelShare)} inside models")}
            </section>
            """);
    }

    private static string CriticName(RunReport report, Recipe recipe) => report.UpperBound ? "exact (upper bound)"
        : recipe.Rollout.Arm == Arm.Critique ? recipe.Critic.Model : "none";

    private static Markup UpperBound(RunReport report) => !report.UpperBound ? Markup.None : Markup.Of($"""
        <p class="warning"><b>Upper bound.</b> Critiques in this run come from exact step checking, which knows what is right. The numbers show what a perfect critic could give, not what a method reached.</p>
        """);

    /// <summary>A note where the measured problems are those that settings are chosen by.</summary>
    public static Markup ForSettings(Recipe recipe) => recipe.Evaluation.Split != ProblemSplit.Validation ? Markup.None : Markup.Of($"""
        <p class="warning"><b>Validation split.</b> Settings are chosen by these problems: where held-out problems are spoken of below, they are meant. A result is what the held-out ones show.</p>
        """);

    private static Markup PassTile(int k, IterationReport first, IterationReport last)
    {
        var note = last.PassAtChange.TryGetValue(k, out var change)
            ? $"{Format.Points(change.Mean)} points on the base’s {Format.Percent(first.PassAt.GetValueOrDefault(k))} ({Noise(change)})"
            : "held-out problems";
        return Tile(FormattableString.Invariant($"pass@{k}"), Format.Percent(last.PassAt[k]), note);
    }

    private static Markup Tile(string name, string value, string note) =>
        Markup.Of($"""<div class="tile"><span>{name}</span><b>{value}</b><small>{note}</small></div>""");

    private static string FromBase(double? value, int decimals, bool compared, string unit = "") =>
        compared && value is not null ? $"base {Format.Number(value, decimals)}{unit}" : "held-out problems";

    private static Markup Summary(RunReport report, IterationReport first, IterationReport last)
    {
        if (first == last)
            return Markup.Of($"No iteration has been learned yet: this is the base policy.");
        var iterations = last.Iteration == 1 ? "1 iteration" : $"{last.Iteration} iterations";
        var measured = last.Evaluation is not { } held ? Markup.Of($"After {iterations} nothing was measured on held-out problems. ")
            : Markup.Of($"After {iterations}, on {held.Problems} held-out problems with {held.Samples} samples each at temperature {report.Temperature}: {last.PassAtChange.Keys.Select(k => Sentence(k, first, last))}");
        var covered = last.Exploration is not { } e ? Markup.None
            : Markup.Of($"In the last exploration {e.Covered} of {e.Problems} problems gave at least one accepted trajectory.");
        return Markup.Of($"{measured}{covered}");
    }

    private static Markup Sentence(int k, IterationReport first, IterationReport last)
    {
        var change = last.PassAtChange[k];
        return Markup.Of($"""<b>pass@{k}</b> went from {Format.Percent(first.PassAt[k])} to <b>{Format.Percent(last.PassAt[k])}</b> ({Format.Points(change.Mean)} points, 95 % interval {Format.Points(change.Interval.Low)} to {Format.Points(change.Interval.High)}, {Noise(change)}). """);
    }

    private static string Noise(Change change) => change.WithinNoise ? "within noise" : "beyond noise";
}
