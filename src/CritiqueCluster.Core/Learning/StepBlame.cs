using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Step-level advantages from critiques: of a wrong attempt the first step that its critique judges wrong carries the blame, with
/// everything after it; the steps before it do not. Without a readable critique, or one that names a step, all of it is blamed.
/// </summary>
/// <param name="checker">Splits solutions into steps.</param>
/// <param name="tokenizer">Wrote the attempts' tokens.</param>
public sealed class StepBlame(ISolutionChecker checker, ITokenizer tokenizer)
{
    /// <summary>How many leading tokens of an attempt (forced ones counted) are without blame.</summary>
    /// <remarks>Only the first attempt of each canonical form is criticised: the others took the same steps, and share its critique.</remarks>
    public int BlamelessTokens(ExplorationRecord exploration, CheckedAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        ArgumentNullException.ThrowIfNull(attempt);
        if (attempt.Correct)
            return 0;
        var alike = exploration.Attempts.Where(a => !a.Correct && a.Canonical == attempt.Canonical)
            .OrderBy(a => a.Attempt.Index != attempt.Attempt.Index).ThenBy(a => a.Attempt.Index);
        var critique = alike.Select(a => exploration.Critiques.FirstOrDefault(c => c.Attempt == a.Attempt.Index)?.Critique)
            .FirstOrDefault(c => c is not null);
        return critique?.FirstWrongStep is { } step ? TokensBefore(attempt.Attempt, step) : 0;
    }

    /// <summary>
    /// The tokens whose text ends before a step begins. A token with the end of one step and the beginning of the next belongs to
    /// the next. 0 if the attempt has no such step.
    /// </summary>
    /// <remarks>
    /// Exact without a table of offsets: some white space lies between two steps, so the first token that makes the decoded text
    /// longer than what precedes the step is the first of the step, even if it ends within a character (U+FFFD until the next token).
    /// </remarks>
    public int TokensBefore(Attempt attempt, int step)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var start = Start(tokenizer.Decode(attempt.Tokens), checker.SplitSteps(attempt.Text), step);
        if (start is null)
            return 0;
        var (low, high) = (0, attempt.Tokens.Length);
        while (low < high)
        {
            var middle = (low + high) / 2; // do middle + 1 tokens reach into the step?
            if (tokenizer.Decode(attempt.Tokens.AsSpan(0, middle + 1)).Length > start)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>Where a step begins in the text; null if it has no such step.</summary>
    private static int? Start(string text, IReadOnlyList<string> steps, int step)
    {
        if (step >= steps.Count)
            return null;
        var from = 0;
        for (var i = 0; ; i++)
        {
            var found = text.IndexOf(steps[i], from, StringComparison.Ordinal);
            if (found < 0 || i == step)
                return found < 0 ? null : found;
            from = found + steps[i].Length;
        }
    }
}
