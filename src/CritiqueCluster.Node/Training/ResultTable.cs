using System.Globalization;

using CritiqueCluster.Core.Diversity;

using Spectre.Console;

namespace CritiqueCluster.Node.Training;

/// <summary>What a run gave, iteration by iteration.</summary>
internal static class ResultTable
{
    /// <param name="console">Where it is shown.</param>
    /// <param name="report">What the run gave.</param>
    /// <param name="run">The run, as commands find it: its folder or its name.</param>
    public static void Show(IAnsiConsole console, RunReport report, string run)
    {
        var passAt = report.Iterations.SelectMany(row => row.PassAt.Keys).Distinct().Order().ToList();
        var table = new Table { Border = TableBorder.Simple };
        string[] columns = ["iter", .. passAt.Select(k => string.Create(CultureInfo.InvariantCulture, $"pass@{k}")), "distinct", "entropy", "accepted", "refined", "tail", "tokens"];
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        foreach (var row in report.Iterations)
            table.AddRow([.. Cells(row, passAt)]);
        console.Write(table);
        console.WriteLine(Critic(report));
        if (report.Quarantined is { } quarantined)
            console.WriteLine(Text($"{quarantined.Explorations} explorations with quarantined requests: critique rollouts list {run} --outcome quarantined"));
        console.WriteLine(Seconds(report.Seconds));
    }

    private static IEnumerable<string> Cells(IterationReport row, List<int> passAt)
    {
        var refinements = row.AcceptedBySource.Where(pair => pair.Key != "sampled").Sum(pair => pair.Value);
        return
        [
            row.Iteration == 0 ? "base" : Text($"{row.Iteration}"),
            .. passAt.Select(k => row.PassAt.TryGetValue(k, out var value) ? Text($"{value:0.000}") : ""),
            Text($"{row.DistinctPerProblem:0.00}"), Text($"{row.TokenEntropy:0.000}"),
            .. row.Iteration == 0 ? ["", "", "", ""] : new[] { Text($"{row.AcceptedTrajectories}"), Text($"{refinements}"), Text($"{row.TailIndex:0.00}"), Text($"{row.GeneratedTokens}") },
        ];
    }

    private static string Critic(RunReport report)
    {
        var name = report.UpperBound ? "exact critic (an upper bound)" : "critic";
        return (report.CriticF1, report.CriticHelpfulness) switch
        {
            (null, null) => "no critiques",
            (null, var helpfulness) => Text($"{name}: {100 * helpfulness:0.0} % of refinements right"),
            (var f1, null) => Text($"{name}: F1 {f1:0.000}"),
            var (f1, helpfulness) => Text($"{name}: F1 {f1:0.000}, {100 * helpfulness:0.0} % of refinements right"),
        };
    }

    private static string Seconds(PhaseSeconds seconds) => Text(
        $"{seconds.Total:0} s: generation {seconds.Generation:0}, critique {seconds.Critique:0}, learning {seconds.Learning:0}, other {seconds.Other:0} ({100 * seconds.ModelShare:0} % in models)");

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
