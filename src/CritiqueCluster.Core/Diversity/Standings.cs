using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>What other critiques leave of an attempt, best first; see <see cref="AcceptedChange"/>.</summary>
internal enum Standing
{
    Stands,
    Reworded,
    Unsupported,
    Lost,
}

/// <summary>Which attempts of an exploration would have been asked for under other critiques. Pure.</summary>
internal static class Standings
{
    /// <summary>
    /// The standing of each accepted attempt: the best of all right attempts with the same canonical form that are no shortcuts,
    /// since another of them would have been accepted in its place.
    /// </summary>
    public static IEnumerable<Standing> OfAccepted(
        ExplorationRecord exploration, IReadOnlyDictionary<int, ReplayedCritique> critiques, ISolutionChecker? checker)
    {
        var standings = OfAll(exploration, critiques);
        var texts = exploration.Attempts.ToDictionary(a => a.Attempt.Index, a => a.Attempt.Text);
        return exploration.Attempts.Where(a => a.Accepted).Select(accepted => exploration.Attempts
            .Where(a => a == accepted || (a.Correct && a.Canonical == accepted.Canonical && !IsShortcut(a.Attempt)))
            .Min(a => standings[a.Attempt.Index]));

        bool IsShortcut(Attempt attempt) => attempt.Parent is { } parent
            && checker?.IsShortcut(exploration.Problem, texts.GetValueOrDefault(parent, ""), attempt.Text) != false;
    }

    private static Dictionary<int, Standing> OfAll(ExplorationRecord exploration, IReadOnlyDictionary<int, ReplayedCritique> critiques)
    {
        var standings = new Dictionary<int, Standing>();
        var rewritten = exploration.Attempts.Where(a => a.Attempt.Source == AttemptSource.Rewritten).Select(a => a.Attempt.Parent).ToHashSet();
        var rounds = RoundsOf(exploration);
        // A refinement has a higher index than what it refines.
        foreach (var (attempt, round) in exploration.Attempts.Select(a => (a.Attempt, a.Round)).OrderBy(a => a.Attempt.Index))
            standings[attempt.Index] = attempt switch
            {
                { Source: AttemptSource.Sampled } => Standing.Stands,
                { Parent: { } parent } when critiques.TryGetValue(parent, out var critique) =>
                    After(critique, attempt.Source, rewritten.Contains(parent), Heard(round), standings.GetValueOrDefault(parent, Standing.Lost)),
                _ => Standing.Unsupported,
            };
        return standings;

        List<ReplayedCritique> Heard(int round) => [.. critiques.Values.Where(c => rounds[c.Attempt.Attempt.Index] <= round)];
    }

    /// <summary>
    /// The round that each attempt was criticised in: that of its refinements. Where there are none it is taken to be the next after the
    /// attempt's own, which is not known; such a critique of the run named no step.
    /// </summary>
    private static Dictionary<int, int> RoundsOf(ExplorationRecord exploration)
    {
        var refined = exploration.Attempts.Where(a => a.Attempt.Parent is not null).GroupBy(a => a.Attempt.Parent!.Value).ToDictionary(g => g.Key, g => g.Min(a => a.Round));
        return exploration.Attempts.ToDictionary(a => a.Attempt.Index, a => refined.GetValueOrDefault(a.Attempt.Index, a.Round + 1));
    }

    private static Standing After(ReplayedCritique critique, AttemptSource source, bool both, IReadOnlyList<ReplayedCritique> heard, Standing parent)
    {
        var own = source == AttemptSource.Continued ? Continued(critique, both, heard) : Rewritten(critique);
        return own != Standing.Lost && parent != Standing.Stands ? Standing.Unsupported : own;
    }

    /// <summary>
    /// What is asked for are the good steps (<see cref="GoodSteps"/>) without the steps that critiques call wrong after them, and nothing where
    /// no wrong step is named. Runs of before that was so continued from nothing then, unless refinements were made both ways.
    /// </summary>
    private static Standing Continued(ReplayedCritique critique, bool both, IReadOnlyList<ReplayedCritique> heard)
    {
        var (before, after) = (critique.Before.Critique?.FirstWrongStep, critique.After.Critique?.FirstWrongStep);
        if (before is null)
            return !both && (after ?? 0) == 0 ? Standing.Stands : Standing.Lost;
        return before == after && Avoided(c => c.Before).SetEquals(Avoided(c => c.After)) ? Standing.Stands : Standing.Lost;

        HashSet<string> Avoided(Func<ReplayedCritique, AttemptCritique> of) =>
            [.. RefinementBasis.Of(critique.Attempt.Attempt, of(critique), AttemptSource.Continued, heard.Select(of)).Avoid ?? []];
    }

    private static Standing Rewritten(ReplayedCritique critique) =>
        critique.Before.Text == critique.After.Text ? Standing.Stands : critique.SameStep ? Standing.Reworded : Standing.Lost;
}
