using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Tests.Diversity;

/// <summary>Small explorations for the measures. A solution is its steps joined by lines; a step that starts with "!" is wrong.</summary>
internal static class Records
{
    public static Problem Problem(string id, string level = "") => new(id, $"statement of {id}", "1", "marked", level);

    public static CheckedAttempt Attempt(
        int index, bool correct, string text = "a", AttemptSource source = AttemptSource.Sampled, int? parent = null,
        bool accepted = false, int round = 0, int tokens = 4, int forced = 0, float entropy = 0.5f) =>
        new(new Attempt(index, source, parent, text, [.. Enumerable.Range(index, tokens)], forced, new float[tokens],
            [.. Enumerable.Range(0, tokens).Select(i => i < forced ? 0 : entropy)], FinishReason.Stop, 0),
            correct, correct ? null : "wrong", text, accepted, round);

    public static AttemptCritique Criticised(int attempt, int steps, int? wrong, Verdict answer, int tokens = 3) => new(attempt,
        new SolutionCritique(
            [.. Enumerable.Range(0, steps).Select(i => new StepCritique($"step {i}", i == wrong ? Verdict.Wrong : Verdict.Correct, ""))],
            answer, ""), "text", tokens, 0);

    public static ExplorationRecord Explored(
        string problem, int iteration, ExplorationPurpose purpose, IReadOnlyList<CheckedAttempt> attempts,
        IReadOnlyList<AttemptCritique>? critiques = null, string level = "") =>
        new($"{purpose}-{iteration}-{problem}", iteration, purpose, Problem(problem, level), 0, 0, attempts, critiques ?? []);

    /// <summary>Judges by the marks: as exact as Countdown's checker, and readable.</summary>
    public sealed class MarkChecker : ISolutionChecker
    {
        public string Kind => "marked";

        public IReadOnlyList<string> SplitSteps(string solution) => solution.Split('\n');

        public AnswerCheck Check(Problem problem, string solution) =>
            new(!solution.Contains('!', StringComparison.Ordinal), SplitSteps(solution)[^1], null);

        public string Canonical(string solution) => solution;

        public SolutionCritique? ExactCritique(Problem problem, string solution) => new(
            [.. SplitSteps(solution).Select(s => new StepCritique(s, s.StartsWith('!') ? Verdict.Wrong : Verdict.Correct, ""))],
            solution.Contains('!', StringComparison.Ordinal) ? Verdict.Wrong : Verdict.Correct, "");

        public bool IsShortcut(Problem problem, string original, string refined) => false;
    }
}
