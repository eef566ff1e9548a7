using System.Globalization;
using System.Text;

using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Reports.Html;

namespace CritiqueCluster.Node.Comparison;

/// <summary>Writes a comparison's report: for people, for programs, and every single value.</summary>
internal static class ComparisonReports
{
    /// <summary>Writes <c>report.html</c>, <c>report.json</c> and <c>report.csv</c>, each whole or not at all.</summary>
    /// <exception cref="Core.EnvironmentException">The folder cannot be written.</exception>
    public static ComparisonReport Write(ComparisonFolder folder, ComparisonFile file, ComparisonReport report, IReadOnlyCollection<ComparedRun> runs)
    {
        DurableFile.Write(folder.ReportCsv, Csv(runs));
        DurableFile.Write(folder.ReportHtml, new ComparisonPage(report, file.Basis, OnlySolved.By(folder, file, runs)).Render());
        DurableFile.Write(folder.ReportJson, ReportJson.Write(report) + "\n");
        return report;
    }

    private static string Csv(IReadOnlyCollection<ComparedRun> runs)
    {
        var passAt = runs.SelectMany(r => r.Report.Iterations).SelectMany(i => i.PassAt.Keys).Distinct().Order().ToList();
        var text = new StringBuilder("arm,seed,iteration,measure,value\n");
        foreach (var run in runs.OrderBy(r => r.Arm, StringComparer.Ordinal).ThenBy(r => r.Seed))
            foreach (var row in run.Report.Iterations)
                foreach (var measure in Measure.All(passAt))
                    if (measure.Of(row) is { } value)
                        text.Append(CultureInfo.InvariantCulture, $"{run.Arm},{run.Seed},{row.Iteration},{measure.Name},{value:R}\n");
        return text.ToString();
    }
}
