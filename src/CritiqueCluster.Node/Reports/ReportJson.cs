using System.Text.Json;
using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Reports;

/// <summary>The report as JSON: <c>report.json</c>, and what <c>train --json</c> prints.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions Options = FiniteJson.With(new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // "(0, ¼]" stays readable; it is not put into HTML.
    });

    /// <summary>One document, keys in camel case; numbers that are unknown or not finite as null.</summary>
    public static string Write(RunReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>A comparison's report.</summary>
    public static string Write(ComparisonReport report) => JsonSerializer.Serialize(report, Options);

    /// <summary>Reads a document that <see cref="Write(RunReport)"/> wrote.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RunReport Read(string json) =>
        JsonSerializer.Deserialize<RunReport>(json, Options) ?? throw new JsonException("The report is null.");
}
