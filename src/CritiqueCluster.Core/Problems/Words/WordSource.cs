using System.Globalization;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Word problems from a JSONL file. A question that stands in the file twice is one problem.</summary>
public sealed partial class WordSource : IProblemSource
{
    private readonly string _path;
    private readonly Dictionary<ProblemSplit, List<Problem>> _problems;

    /// <param name="path">The file.</param>
    /// <param name="skipBad">Count and skip malformed lines instead of stopping at the first.</param>
    /// <exception cref="ConfigurationException">A line is malformed (file, line number, reason), or no problem is left.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public WordSource(string path, bool skipBad = false)
    {
        _path = path;
        _problems = Enum.GetValues<ProblemSplit>().ToDictionary(split => split, _ => new List<Problem>());
        var questions = new HashSet<string>();
        var number = 0;
        foreach (var line in Lines(path))
        {
            number++;
            if (Read(number, line, skipBad) is { } problem && questions.Add(Key(problem)))
                _problems[SplitOf(problem)].Add(problem);
        }
        if (questions.Count == 0)
            throw new ConfigurationException($"{path} holds no problem{(Skipped > 0 ? $": all {Skipped} lines are malformed" : "")}.");
    }

    /// <summary>Malformed lines that were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>Why the first of them was skipped; null if none was.</summary>
    public string? FirstSkipped { get; private set; }

    /// <inheritdoc/>
    public string Name => Path.GetFileNameWithoutExtension(_path);

    /// <inheritdoc/>
    public ISolutionChecker Checker { get; } = new WordChecker();

    /// <summary>How many problems a split has.</summary>
    public int Count(ProblemSplit split) => _problems[split].Count;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The file has fewer problems in that split.</exception>
    public IReadOnlyList<Problem> Take(ProblemSplit split, int count)
    {
        var problems = _problems[split];
        return count <= problems.Count
            ? problems[..count]
            : throw new ConfigurationException(
                $"{_path} has {problems.Count} {split} problems, {count} are asked for: lower Problems.{split} or use a larger file.");
    }

    /// <summary>Eight tenths train, one validation, one held out, by a hash of the question without case and white space.</summary>
    public static ProblemSplit SplitOf(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Splits.Of(Key(problem));
    }

    private static string Key(Problem problem) => WhiteSpace().Replace(problem.Statement, " ").Trim().ToUpperInvariant();

    private Problem? Read(int number, string line, bool skipBad)
    {
        if (string.IsNullOrWhiteSpace(line))
            return null;
        try
        {
            return WordProblemLine.Read(string.Create(CultureInfo.InvariantCulture, $"{Name}-{number:D6}"), line);
        }
        catch (FormatException error)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{_path}, line {number}: {Printable(error.Message)}.");
            if (!skipBad)
                throw new ConfigurationException($"{what} Mend it, or leave such lines out with --skip-bad (Problems.SkipBad in a recipe).", error);
            Skipped++;
            FirstSkipped ??= what;
            return null;
        }
    }

    /// <summary>A line of a file that is no text must not reach the terminal as it is.</summary>
    private static string Printable(string message) =>
        new([.. message.Take(300).Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c)]);

    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The problem file {path} cannot be read: {error.Message}", error);
        }
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
