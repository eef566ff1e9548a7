using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Tests.Explorations;

/// <summary>A Countdown problem and explorations of it, checked and criticised exactly.</summary>
internal static class Examples
{
    public const string Right = "50 - 25 = 25\n25 + 7 = 32\n32 - 3 = 29";
    public const string Wrong = "50 - 25 = 25\n25 + 7 = 33\n33 - 3 = 30";

    public static CountdownChecker Checker { get; } = new(new CountdownOptions());

    public static Problem Problem { get; } = CountdownSource.FromStatement("countdown-4-000001", "3 7 25 50 -> 29");

    public static CheckedAttempt Attempt(int index, string text, int? parent = null, AttemptSource source = AttemptSource.Sampled, bool? accepted = null)
    {
        var check = Checker.Check(Problem, text);
        var tokens = Enumerable.Repeat(1, 10).ToArray();
        return new(new Attempt(index, source, parent, text, tokens, source == AttemptSource.Continued ? 4 : 0, new float[10], new float[10], FinishReason.Stop, 0),
            check.Correct, check.Reason, Checker.Canonical(text), accepted ?? check.Correct, parent is null ? 0 : 1);
    }

    public static AttemptCritique Critique(CheckedAttempt attempt)
    {
        var critique = Checker.ExactCritique(Problem, attempt.Attempt.Text)!;
        return new(attempt.Attempt.Index, critique, CritiqueText.Format(critique), 20, 0);
    }

    public static ExplorationRecord Exploration(IReadOnlyList<CheckedAttempt> attempts, params IReadOnlyList<AttemptCritique> critiques) =>
        new("0-countdown-4-000001", 0, ExplorationPurpose.Training, Problem, 0, 0, attempts, critiques);

    /// <summary>Rescued, and a request of it was quarantined.</summary>
    public static ExplorationRecord Quarantined() =>
        Rescued() with { Quarantined = [new QuarantinedRequest("0/t/countdown-4-000001/r1/c", "three workers failed:\nout of memory")] };

    /// <summary>A wrong attempt, its critique and a right refinement.</summary>
    public static ExplorationRecord Rescued()
    {
        var wrong = Attempt(0, Wrong);
        return Exploration([wrong, Attempt(1, Right, 0, AttemptSource.Continued)], Critique(wrong));
    }
}
