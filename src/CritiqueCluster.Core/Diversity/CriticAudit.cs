using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// Puts right and wrong attempts before a critic only to measure it. A run criticises failures alone, so without this nobody
/// would know whether its critic leaves right solutions in peace (F1 needs both).
/// </summary>
public sealed class CriticAudit
{
    private readonly SortedDictionary<string, (Problem Problem, List<CheckedAttempt> Attempts)> _targets = new(StringComparer.Ordinal);

    /// <summary>Takes the first right and the first wrong attempt of each problem that the base was evaluated on.</summary>
    public void Add(ExplorationRecord exploration)
    {
        if (exploration is not { Purpose: ExplorationPurpose.Evaluation, Iteration: -1 })
            return;
        var attempts = exploration.Attempts.OrderBy(a => a.Attempt.Index).DistinctBy(a => a.Correct).ToList();
        if (attempts.Count > 0)
            _targets[exploration.Problem.Id] = (exploration.Problem, attempts);
    }

    /// <summary>Has the critic criticise them all, and judges what it says.</summary>
    /// <param name="critic">A critic with its parameters loaded; driven by this thread until all is done.</param>
    /// <param name="version">Step number of its parameter version.</param>
    /// <param name="maxTokens">At most this many tokens per critique.</param>
    /// <param name="measures">Where the judgements go; all of these get them.</param>
    /// <returns>Tokens that the critic sampled.</returns>
    public long Run(IEngine<CritiqueRequest, CritiqueResult> critic, int version, int maxTokens, params ReadOnlySpan<CriticMeasures> measures)
    {
        var results = new SortedDictionary<(string Problem, int Attempt), AttemptCritique>();
        var desk = new CriticDesk(critic, version, maxTokens);
        foreach (var (problem, attempts) in _targets.Values)
            foreach (var attempt in attempts)
                desk.Ask($"audit/{problem.Id}/{attempt.Attempt.Index}", problem, attempt.Attempt, critique => results[(problem.Id, critique.Attempt)] = critique);
        desk.Finish();
        foreach (var ((problem, index), critique) in results)
        {
            var (statement, attempts) = _targets[problem];
            var attempt = attempts.First(a => a.Attempt.Index == index);
            foreach (var measure in measures)
                measure.Judge(statement, attempt.Attempt.Text, attempt.Correct, critique.Critique);
        }
        return results.Values.Sum(c => (long)c.GeneratedTokens);
    }
}
