using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.Explored;

/// <summary>
/// The problems of a run's explorations, from the JSONL file that <c>critique rollouts export</c> wrote, in the order in which they
/// first stand in it. A problem that came without a reference solution has the first accepted attempt at it as one, so that the
/// file serves as supervised data, too. Files of several runs may be joined.
/// </summary>
public sealed class ExploredSource : IFileSource
{
    /// <summary>What the field <c>schema</c> of each line says; its number grows when a field changes its meaning.</summary>
    public const string Schema = "critique.exploration/1";

    private readonly string _path;
    private readonly CountdownOptions _rules;
    private readonly bool _isExternal;
    private readonly bool _allowRounding;
    private readonly ProblemLines _lines;
    private readonly Dictionary<string, Place> _places = [];
    private readonly HashSet<string> _ids = [];
    private readonly Dictionary<ProblemSplit, List<Problem>> _problems;
    private ExploredKind? _kind;

    /// <param name="path">The file.</param>
    /// <param name="rules">The rules by which Countdown problems are judged.</param>
    /// <param name="skipBad">Count and skip malformed lines instead of stopping at the first.</param>
    /// <param name="isExternal">A program of the user's judges: what the file calls accepted is not checked again.</param>
    /// <param name="allowRounding">Of word problems: whether a reference that is a decimal is met by what rounds to it.</param>
    /// <exception cref="ConfigurationException">A line is malformed (file, line number, reason), or no problem is left.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public ExploredSource(string path, CountdownOptions rules, bool skipBad = false, bool isExternal = false, bool allowRounding = false)
    {
        (_path, _rules, _isExternal, _allowRounding) = (path, rules, isExternal, allowRounding);
        _lines = new ProblemLines(path, skipBad);
        _problems = Enum.GetValues<ProblemSplit>().ToDictionary(split => split, _ => new List<Problem>());
        _lines.Read((_, line) => Add(ExploredLine.Read(line)));
        if (_kind is null || _places.Count == 0)
            throw _lines.Empty();
        Checker = _kind.Checker;
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

    /// <summary>Whether a file is an exported journal: the first of its lines that can be read decides.</summary>
    /// <exception cref="ConfigurationException">The file is UTF-16.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public static bool Reads(string path) =>
        ProblemLines.Lines(path).Select(line => ExploredLine.IsOne(line)).FirstOrDefault(known => known is not null) == true;

    private void Add(ExploredLine line)
    {
        var kind = _kind ?? ExploredKind.Of(line.Problem.Kind, _rules, _allowRounding);
        if (line.Problem.Kind != kind.Checker.Kind)
            throw new FormatException($"its problem is of the kind '{line.Problem.Kind}', and those before it are of the kind '{kind.Checker.Kind}': a file holds one kind");
        var (problem, key) = kind.Canonical(line.Problem);
        _kind = kind;
        if (!_places.TryGetValue(key, out var place))
            _places[key] = place = Put(kind.SplitOf(problem), problem with { Id = Unused(problem.Id) });
        var known = _problems[place.Split][place.Index];
        // Checked again: the file may have been edited, and the rules may be others.
        if (known.Solution is null && line.Accepted.FirstOrDefault(text => _isExternal || kind.Checker.Check(known, text).Correct) is { } solution)
            _problems[place.Split][place.Index] = known with { Solution = solution };
    }

    private Place Put(ProblemSplit split, Problem problem)
    {
        _problems[split].Add(problem);
        return new Place(split, _problems[split].Count - 1);
    }

    /// <summary>Joined files may use one id for two problems; an id names random streams and must be unique.</summary>
    private string Unused(string id)
    {
        var unused = id;
        for (var number = 2; !_ids.Add(unused); number++)
            unused = $"{id}-{number}";
        return unused;
    }

    private readonly record struct Place(ProblemSplit Split, int Index);
}
