using System.Globalization;

using CritiqueCluster.Core;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Comparison;

/// <summary>The folder of a comparison, and where in it things lie.</summary>
/// <param name="Path">The folder.</param>
internal sealed record ComparisonFolder(string Path)
{
    private const string Comparisons = "comparisons";

    public string File => In("comparison.json");

    public string ReportHtml => In("report.html");

    public string ReportJson => In("report.json");

    /// <summary>Every value of every run: arm, seed, iteration, measure, value.</summary>
    public string ReportCsv => In("report.csv");

    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Whether a comparison was begun here.</summary>
    public bool IsBegun => System.IO.File.Exists(File);

    /// <summary>The run of an arm and a seed.</summary>
    public RunFolder RunOf(string arm, long seed) => new(In(arm, string.Create(CultureInfo.InvariantCulture, $"seed-{seed}")));

    /// <summary>A folder for a new comparison: the given one, or the next free <c>comparisons/NAME-N</c>.</summary>
    /// <exception cref="ConfigurationException">The given folder has something in it.</exception>
    public static ComparisonFolder ForNew(string? given, string name)
    {
        if (given is null)
            return Numbered(name).First(folder => !System.IO.Path.Exists(folder.Path));
        return !System.IO.Path.Exists(given) || (Directory.Exists(given) && !Directory.EnumerateFileSystemEntries(given).Any())
            ? new ComparisonFolder(given)
            : throw new ConfigurationException(!Directory.Exists(given) ? $"{given} is a file: name a folder with --output that is not there yet, or is empty."
                : $"The folder {given} is not empty: go on with the comparison in it with --resume, or choose another one with --output.");
    }

    /// <summary>The folder of a comparison to go on with: the given one, or the newest <c>comparisons/NAME-N</c>.</summary>
    /// <exception cref="ConfigurationException">There is no comparison to go on with.</exception>
    public static ComparisonFolder ToResume(string? given, string name)
    {
        var folder = given is not null ? new ComparisonFolder(given) : Numbered(name).TakeWhile(f => System.IO.Path.Exists(f.Path)).LastOrDefault(f => f.IsBegun);
        return folder is { IsBegun: true } ? folder : throw new ConfigurationException($"There is no comparison in {given ?? System.IO.Path.Combine(Comparisons, name)} to go on with: name its folder with --output.");
    }

    private static IEnumerable<ComparisonFolder> Numbered(string name)
    {
        yield return new ComparisonFolder(System.IO.Path.Combine(Comparisons, name));
        for (var number = 2; ; number++)
            yield return new ComparisonFolder(System.IO.Path.Combine(Comparisons, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}")));
    }

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
