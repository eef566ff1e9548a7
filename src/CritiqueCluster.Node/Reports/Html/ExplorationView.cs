using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>One exploration to read: attempts step by step, the critique beside each, and what a refinement changed.</summary>
internal static class ExplorationView
{
    public static Markup Render(Notable notable, int number, ISolutionChecker? checker, bool upperBound)
    {
        var record = notable.Exploration;
        var attempts = record.Attempts.OrderBy(a => a.Attempt.Index).ToList();
        var shown = notable.Focus.Select(i => attempts.First(a => a.Attempt.Index == i)).ToList();
        return Markup.Of($"""
            <details class="exploration"{(number == 1 ? Markup.Of($" open") : Markup.None)}>
            <summary><span class="number">{number}</span><span><b>{notable.Why}</b><code>{Shorten(record.Problem.Statement)}</code></span><span class="dots">{attempts.Select(Dot)}</span></summary>
            <p class="problem">{record.Problem.Statement}</p>
            <p class="facts">{Purpose(record)}{(record.Problem.Level.Length > 0 ? $" · {record.Problem.Level}" : "")} · answer {record.Problem.Answer} · {attempts.Count} attempts, {attempts.Count(a => a.Correct)} right, {attempts.Count(a => a.Accepted)} accepted · {Format.Count(record.GeneratedTokens)} tokens · <code>{record.Id}</code></p>
            {shown.Select(a => Attempt(a, record, attempts, checker, upperBound))}
            </details>
            """);
    }

    private static string Purpose(ExplorationRecord record) => record.Purpose == ExplorationPurpose.Training
        ? FormattableString.Invariant($"training exploration for iteration {record.Iteration + 1}")
        : record.Iteration < 0 ? "evaluation of the base" : FormattableString.Invariant($"evaluation after iteration {record.Iteration + 1}");

    private static string Shorten(string text) => text.Length <= 70 ? text : string.Concat(text.AsSpan(0, 69), "…");

    private static Markup Dot(CheckedAttempt attempt)
    {
        var kind = attempt.Attempt.Parent is null ? "plain" : "refined";
        var title = $"{Name(attempt)}: {Outcome(attempt)}";
        return Markup.Of($"""<i class="{(attempt.Correct ? "right" : "wrong")} {kind}" title="{title}"></i>""");
    }

    private static Markup Attempt(
        CheckedAttempt attempt, ExplorationRecord record, List<CheckedAttempt> all, ISolutionChecker? checker, bool upperBound)
    {
        var steps = Steps(attempt, checker);
        var critique = record.Critiques.FirstOrDefault(c => c.Attempt == attempt.Attempt.Index);
        var exact = attempt.Correct ? null : checker?.ExactCritique(record.Problem, attempt.Attempt.Text);
        var parent = all.FirstOrDefault(a => a.Attempt.Index == attempt.Attempt.Parent);
        var kept = parent is null ? 0 : steps.Zip(Steps(parent, checker)).TakeWhile(s => s.Item1 == s.Item2).Count();
        return Markup.Of($"""
            <div class="attempt">
            <h4><span>{Name(attempt)}</span><span class="outcome {(attempt.Correct ? "right" : "wrong")}">{Outcome(attempt)}</span></h4>
            <table class="steps"><thead><tr><th></th><th>{(parent is null ? "step" : $"step ({kept} kept, {steps.Count - kept} new)")}</th><th>{Critic(critique, upperBound)}</th>{(exact is null || upperBound ? Markup.None : Markup.Of($"<th>exact check</th>"))}</tr></thead><tbody>
            {steps.Select((s, i) => Step(s, i, parent is null ? "" : i < kept ? "kept" : "new", critique, upperBound ? null : exact))}
            {Answer(critique)}
            </tbody></table>
            </div>
            """);
    }

    private static Markup Step(string step, int index, string change, AttemptCritique? critique, SolutionCritique? exact)
    {
        var judged = critique?.Critique?.Steps.ElementAtOrDefault(index);
        var check = exact is null ? Markup.None : Markup.Of($"""<td class="check">{Check(exact, index)}</td>""");
        return Markup.Of($"""<tr class="{change}"><td class="index">{index + 1}</td><td class="step">{step}</td><td class="critique">{Verdict(judged?.Verdict)}{judged?.Explanation}</td>{check}</tr>""");
    }

    private static Markup Check(SolutionCritique exact, int index) =>
        exact.Steps.ElementAtOrDefault(index) is { Verdict: Core.Critique.Verdict.Wrong } wrong
            ? Markup.Of($"{Verdict(wrong.Verdict)}{wrong.Explanation}")
            : Markup.Of($"{Verdict(exact.Steps.ElementAtOrDefault(index)?.Verdict)}");

    private static Markup Answer(AttemptCritique? critique) => critique switch
    {
        null => Markup.None,
        { Critique: { } read } => Markup.Of($"""<tr class="answer"><td></td><td class="step">final answer</td><td class="critique" colspan="2">{Verdict(read.Answer)}{read.Explanation}</td></tr>"""),
        _ => Markup.Of($"""<tr class="answer"><td></td><td class="step">the critique could not be read</td><td class="critique" colspan="2"><pre>{critique.Text}</pre></td></tr>"""),
    };

    private static Markup Verdict(Verdict? verdict) => verdict switch
    {
        Core.Critique.Verdict.Correct => Markup.Of($"""<em class="right">correct</em> """),
        Core.Critique.Verdict.Wrong => Markup.Of($"""<em class="wrong">wrong</em> """),
        _ => Markup.None,
    };

    private static string Critic(AttemptCritique? critique, bool upperBound) =>
        critique is null ? "" : upperBound ? "exact critic (upper bound)" : "critic";

    private static string Name(CheckedAttempt attempt) => attempt.Attempt.Source switch
    {
        AttemptSource.Sampled when attempt.Round == 0 => $"Attempt {attempt.Attempt.Index}",
        AttemptSource.Sampled => $"Attempt {attempt.Attempt.Index}, sampled in round {attempt.Round}",
        AttemptSource.Rewritten => $"Attempt {attempt.Attempt.Index}, rewritten from {attempt.Attempt.Parent} after its critique",
        _ => $"Attempt {attempt.Attempt.Index}, continued from the good steps of {attempt.Attempt.Parent}",
    };

    private static string Outcome(CheckedAttempt attempt) => attempt switch
    {
        { Accepted: true } => "right, accepted",
        { Correct: true } => "right, not accepted (shortcut or duplicate)",
        { Reason: { } reason } => $"wrong: {reason}",
        _ => "wrong",
    };

    private static IReadOnlyList<string> Steps(CheckedAttempt attempt, ISolutionChecker? checker) =>
        checker?.SplitSteps(attempt.Attempt.Text) ?? attempt.Attempt.Text.Split('\n');
}
