using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Exploration;

/// <summary>The verdict on an attempt's answer: the one that it carries, where a program of the user's judges, else the checker's.</summary>
public static class Verdicts
{
    /// <summary>Judges an attempt. Never starts a program.</summary>
    /// <exception cref="InvalidOperationException">A program of the user's judges, and the attempt has no verdict of it.</exception>
    public static AnswerCheck CheckOf(this ISolutionChecker checker, Problem problem, Attempt attempt)
    {
        ArgumentNullException.ThrowIfNull(checker);
        ArgumentNullException.ThrowIfNull(attempt);
        return attempt.Verdict switch
        {
            null => checker.Check(problem, attempt.Text),
            { Failure: { } failure } => throw new InvalidOperationException($"The attempt has no verdict: {failure}"),
            { Right: true } verdict => new AnswerCheck(true, verdict.Answer, null),
            var verdict => new AnswerCheck(false, verdict.Answer, verdict.Reason ?? "wrong, says the checker"),
        };
    }

    /// <summary>Whether an attempt is in the state in which workers must deliver it: with a verdict exactly where a program of the user's judges.</summary>
    public static bool IsJudged(this ISolutionChecker checker, Attempt attempt) =>
        (checker ?? throw new ArgumentNullException(nameof(checker))).IsExternal == attempt?.Verdict is not null;
}
