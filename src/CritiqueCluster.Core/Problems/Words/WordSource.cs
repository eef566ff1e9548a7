using System.Globalization;
using System.Text.RegularExpressions;
using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Word problems from a JSONL file. A question that stands in the file twice is one problem.</summary>
public sealed partial class WordSource : IFileSource
{
    private readonly string _path;
    private readonly ProblemLines _lines;
    private readonly Dictionary<ProblemSplit, List<Problem>> _problems;

    /// <param name="path">The file.</param>
    /// <param name="skipBad">Count and skip malformed lines instead of stopping at the first.</param>
    /// <param name="allowRounding">Whether a reference that is a decimal is met by what rounds to it.</param>
    /// <param name="keepUnreadable">Keep references that look like mathematics and cannot be read.</param>
    /// <param name="isExternal">A program of the user's judges: an answer field is the reference as it stands, whatever it looks like.</param>
    /// <exception cref="ConfigurationException">A line is malformed (file, line number, reason), or no problem is left.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public WordSource(string path, bool skipBad = false, bool allowRounding = false, bool keepUnreadable = false, bool isExternal = false)
    {
        _path = path;
        Checker = new WordChecker(allowRounding);
        _lines = new ProblemLines(path, skipBad);
        _problems = Enum.GetValues<ProblemSplit>().ToDictionary(split => split, _ => new List<Problem>());
        var questions = new HashSet<string>();
        _lines.Read((number, line) =>
        {
            var problem = WordProblemLine.Read(string.Create(CultureInfo.InvariantCulture, $"{Name}-{number:D6}"), line, isExternal);
            if (!keepUnreadable && !isExternal && AnswerGrader.IsUnreadable(problem.Answer))
                throw new FormatException($"its answer '{problem.Answer}' looks like mathematics that cannot be read: write it differently, or set Problems.KeepUnreadable to compare it as text");
            if (questions.Add(Key(problem)))
                _problems[SplitOf(problem)].Add(problem);
        });
        if (questions.Count == 0)
            throw _lines.Empty();
    }

    /// <inheritdoc/>
    public int Skipped => _lines.Skipped;

    /// <inheritdoc/>
    public string? FirstSkipped => _lines.FirstSkipped;

    /// <inheritdoc/>
    public string Name => Path.GetFileNameWithoutExtension(_path);

    /// <inheritdoc/>
    public ISolutionChecker Checker { get; }

    /// <inheritdoc/>
    public int Count(ProblemSplit split) => _problems[split].Count;

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">The file has fewer problems in that split.</exception>
    public IReadOnlyList<Problem> Take(ProblemSplit split, int count) => _lines.Take(_problems[split], split, count);

    /// <summary>Eight tenths train, one validation, one held out, by a hash of the question without case and white space.</summary>
    public static ProblemSplit SplitOf(Problem problem) => Splits.Of(Key(problem));

    /// <summary>Identifies a question by its text without case and white space.</summary>
    internal static string Key(Problem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return WhiteSpace().Replace(problem.Statement, " ").Trim().ToUpperInvariant();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
