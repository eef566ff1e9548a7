using System.Collections.Concurrent;
using System.Globalization;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems.External;

/// <summary>A program that judges, written for the shell that every system has.</summary>
internal sealed class ShellChecker : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _log = new();

    /// <param name="cases">
    /// Its answers to questions, as arms of a <c>case</c> over the line: <c>*word*) right ;;</c>. The functions <c>right</c> and
    /// <c>wrong</c> reply. Other questions are right; the first one always is. The current folder is <c>$here</c>.
    /// </param>
    public ShellChecker(string cases) => _folder.Write("checker.sh", $$"""
        here={{_folder.Path}}
        echo started >> "$here/starts"
        right() { printf '{"id":%s,"right":true}\n' "$id"; }
        wrong() { printf '{"id":%s,"right":false}\n' "$id"; }
        while IFS= read -r line; do
            id=${line#*\"id\":}
            id=${id%%,*}
            case $line in
            *'"id":0,'*) right ;;
            {{cases}}
            *) right ;;
            esac
        done
        """);

    public static Problem Problem { get; } = new("p-1", "What is 40 + 42?", "82", "word", "easy");

    public string this[string file] => _folder[file];

    public IReadOnlyCollection<string> Log => _log;

    public int Starts => File.ReadAllLines(_folder["starts"]).Length;

    public ProblemOptions Options(double seconds = 60) => OptionsOf(["/bin/sh", _folder["checker.sh"]], seconds);

    public static ProblemOptions OptionsOf(IReadOnlyList<string> command, double seconds = 60) =>
        new() { Source = "a.jsonl", Checker = CheckerKind.Command, CheckerCommand = command, CheckerSeconds = seconds };

    public void Say(string line) => _log.Enqueue(line);

    public ExternalChecker Start(double seconds = 60) => new(Options(seconds), Say);

    /// <summary>Has solutions judged, one after the other.</summary>
    public static List<ExternalJudgement> Judge(ExternalChecker checker, params string[] solutions)
    {
        using var judged = new BlockingCollection<ExternalJudgement>();
        foreach (var solution in solutions)
            checker.Judge(Problem, solution, () => true, judged.Add);
        var results = new List<ExternalJudgement>();
        while (results.Count < solutions.Length && (judged.TryTake(out var next, TimeSpan.FromMinutes(2)) || Missing(checker)))
            results.Add(next!);
        return results;
    }

    /// <summary>Waits until a process whose id the program wrote into a file is no more, or only waits to be noticed.</summary>
    public void WaitForEndOf(string file)
    {
        var status = $"/proc/{File.ReadAllText(_folder[file]).Trim()}/stat";
        Assert.True(SpinWait.SpinUntil(() => StateIn(status) is null or 'Z' or 'X', TimeSpan.FromMinutes(1)), $"{status} is still there");
    }

    public void Dispose() => _folder.Dispose();

    private static bool Missing(ExternalChecker checker) => throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"No verdict came: {checker.Broken}"));

    private static char? StateIn(string status)
    {
        try
        {
            return File.ReadAllText(status).Split(") ")[1][0];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
