using System.Text.RegularExpressions;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Judges solutions of word problems by their final answer.</summary>
public sealed partial class WordChecker : ISolutionChecker
{
    /// <summary>The kind of problem judged.</summary>
    public const string WordKind = "word";

    private readonly bool _allowRounding;

    /// <param name="allowRounding">Whether a reference that is a decimal is met by what rounds to it.</param>
    public WordChecker(bool allowRounding = false) => _allowRounding = allowRounding;

    /// <inheritdoc/>
    public string Kind => WordKind;

    /// <inheritdoc/>
    /// <remarks>A step is a line; a solution of one line is split into its sentences.</remarks>
    public IReadOnlyList<string> SplitSteps(string solution)
    {
        ArgumentNullException.ThrowIfNull(solution);
        var lines = solution.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines is [var line] ? SentenceEnd().Split(line) : lines;
    }

    /// <inheritdoc/>
    public AnswerCheck Check(Problem problem, string solution)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var grade = AnswerGrader.GradeSolution(problem.Answer, solution, _allowRounding);
        if (grade.Extracted is not { } answer)
            return new AnswerCheck(false, null, "no answer");
        var normalised = AnswerGrader.Normalise(answer.Text);
        return grade.Equal
            ? new AnswerCheck(true, normalised, null)
            : new AnswerCheck(false, normalised, $"{normalised} is not {problem.Answer}");
    }

    /// <inheritdoc/>
    public string Canonical(string solution) => WordCanonical.Of(SplitSteps(solution));

    /// <summary>None: no program knows whether a sentence is right.</summary>
    public SolutionCritique? ExactCritique(Problem problem, string solution) => null;

    /// <inheritdoc/>
    public bool IsShortcut(Problem problem, string original, string refined)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return ShortcutFilter.IsShortcut(problem.Solution, original, refined);
    }

    [GeneratedRegex(@"(?<=[.!?])\s+(?=[A-Z\\$])")]
    private static partial Regex SentenceEnd();
}
