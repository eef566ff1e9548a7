using System.Globalization;

using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Runs;

/// <summary>The folder of one run, and where in it things lie.</summary>
/// <param name="Path">The folder.</param>
internal sealed record RunFolder(string Path)
{
    private const string Runs = "runs";

    /// <summary>The resolved recipe and what the run is: written once.</summary>
    public string RunJson => In("run.json");

    public string ReportHtml => In("report.html");

    public string ReportJson => In("report.json");

    /// <summary>The run's name where nothing says otherwise.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>Whether a run was begun here.</summary>
    public bool HasRun => File.Exists(RunJson);

    public string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>An existing run, by its folder or its name under <c>runs/</c>.</summary>
    /// <exception cref="ConfigurationException">There is no such run: names those that there are.</exception>
    public static RunFolder Find(string nameOrPath)
    {
        string[] candidates = [nameOrPath, System.IO.Path.Combine(Runs, nameOrPath)];
        return candidates.Select(path => new RunFolder(path)).FirstOrDefault(folder => folder.HasRun)
            ?? throw new ConfigurationException($"{(System.IO.Path.Exists(nameOrPath) ? $"{nameOrPath} is no run folder: it has no run.json" : $"There is no run {nameOrPath}")}; {Existing()}");
    }

    /// <summary>A folder for a new run: the given one, or the next free <c>runs/NAME-N</c>.</summary>
    /// <exception cref="ConfigurationException">The given folder has something in it.</exception>
    public static RunFolder ForNew(string? given, string name, string option = "--run")
    {
        RefuseUnnamed(given, option);
        if (given is null)
            return Numbered(name).First(folder => IsFree(folder.Path));
        if (File.Exists(given))
            throw new ConfigurationException($"{given} is a file: name a folder that is empty or not there yet with {option}.");
        return IsFree(given)
            ? new RunFolder(given)
            : throw new ConfigurationException($"The run folder {given} is not empty: {(option == "--run" ? "continue the run in it with --resume, or choose" : "choose")} another folder with {option}.");
    }

    /// <summary>
    /// The folder of a run to go on with: the given one, or the newest <c>runs/NAME-N</c>. A given one in which nothing was begun
    /// will do, so that one command serves a machine that may be taken away at any moment.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no run to go on with.</exception>
    public static RunFolder ToResume(string? given, string name)
    {
        RefuseUnnamed(given, "--run");
        if (given is not null)
            return IsFree(given) && !File.Exists(System.IO.Path.Combine(Runs, given, "run.json")) ? new RunFolder(given) : Find(given);
        return Numbered(name).TakeWhile(folder => Directory.Exists(folder.Path)).LastOrDefault(folder => folder.HasRun)
            ?? throw new ConfigurationException($"There is no run {name} to resume; {Existing()} Name one with --run.");
    }

    /// <summary>The folder of a name under <c>runs/</c>, whether or not it is there.</summary>
    public static RunFolder Named(string name) => new(System.IO.Path.Combine(Runs, name));

    /// <summary>All runs under <c>runs/</c>.</summary>
    public static IEnumerable<RunFolder> All() =>
        Directory.Exists(Runs) ? Directory.EnumerateDirectories(Runs).Select(path => new RunFolder(path)).Where(folder => folder.HasRun) : [];

    private static void RefuseUnnamed(string? given, string option)
    {
        if (given is not null && string.IsNullOrWhiteSpace(given))
            throw new ConfigurationException($"{option} names no folder: give it one, or leave it out.");
    }

    private static IEnumerable<RunFolder> Numbered(string name)
    {
        yield return new RunFolder(System.IO.Path.Combine(Runs, name));
        for (var number = 2; ; number++)
            yield return new RunFolder(System.IO.Path.Combine(Runs, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}")));
    }

    // A process that was killed while it began may have left its lock or an unfinished file.
    private static bool IsFree(string path) =>
        !File.Exists(path) && (!Directory.Exists(path) || Directory.EnumerateFileSystemEntries(path).Select(entry => System.IO.Path.GetFileName(entry))
            .All(name => name is "run.lock" or "run.pid" || name.StartsWith(".tmp-", StringComparison.Ordinal)));

    private static string Existing()
    {
        var names = All().Select(folder => folder.Name).Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? "there are no runs under runs/." : $"under runs/ there are {string.Join(", ", names)}.";
    }
}
