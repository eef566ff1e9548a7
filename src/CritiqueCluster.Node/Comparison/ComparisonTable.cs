using System.Globalization;

using CritiqueCluster.Core.Comparison;

using Spectre.Console;

namespace CritiqueCluster.Node.Comparison;

/// <summary>What a comparison gave, arm by arm.</summary>
internal static class ComparisonTable
{
    public static void Show(IAnsiConsole console, ComparisonReport report, ComparisonFolder folder)
    {
        var passAt = report.Arms.Values.SelectMany(arm => arm.Final.PassAt.Keys).Distinct().Order().ToList();
        var table = new Table { Border = TableBorder.Simple };
        string[] columns = ["arm", "seeds", .. passAt.Select(k => Text($"pass@{k}")), "hard bin", "covered", "distinct", "entropy", "tail", "tokens", "time"];
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        foreach (var (name, arm) in report.Arms)
            table.AddRow([.. Cells(name, arm, passAt).Select(Markup.Escape)]);
        console.Write(table);
        console.WriteLine(report.Verdict);
        foreach (var warning in report.Warnings)
            console.WriteLine($"note: {warning}");
        console.WriteLine($"report: {folder.ReportHtml}");
    }

    private static IEnumerable<string> Cells(string name, ArmReport arm, List<int> passAt) =>
    [
        name, Text($"{arm.Seeds.Count}"), .. passAt.Select(k => Number(arm.Final.PassAt.GetValueOrDefault(k), "0.000")),
        Number(arm.Final.HardPassAt.LastOrDefault().Value, "0.000"), Number(arm.Final.HardCoverage, "0.000"), Number(arm.Final.DistinctPerProblem, "0.00"),
        Number(arm.Final.TokenEntropy, "0.000"), Number(arm.Final.TailIndex, "0.00"), Number(arm.GeneratedTokens, "0"), Number(arm.Seconds, "0 's'"),
    ];

    private static string Number(Estimate? estimate, string format) => estimate?.Mean.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
