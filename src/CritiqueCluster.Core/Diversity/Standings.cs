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
        // A refinement has a higher index than what it refines.
        foreach (var attempt in exploration.Attempts.Select(a => a.Attempt).OrderBy(a => a.Index))
            standings[attempt.Index] = attempt switch
            {
                { Source: AttemptSource.Sampled } => Standing.Stands,
                { Parent: { } parent } when critiques.TryGetValue(parent, out var critique) =>
                    After(critique, attempt.Source, rewritten.Contains(parent), standings.GetValueOrDefault(parent, Standing.Lost)),
                _ => Standing.Unsupported,
            };
        return standings;
    }

    private static Standing After(ReplayedCritique critique, AttemptSource source, bool both, Standing parent)
    {
        var own = source == AttemptSource.Continued ? Continued(critique, both) : Rewritten(critique);
        return own != Standing.Lost && parent != Standing.Stands ? Standing.Unsupported : own;
    }

    /// <summary>
    /// What is asked for are the good steps (<see cref="GoodSteps"/>), and nothing where no wrong step is named. Runs of before that was so
    /// continued from nothing then, unless refinements were made both ways.
    /// </summary>
    private static Standing Continued(ReplayedCritique critique, bool both)
    {
        var (before, after) = (critique.Before.Critique?.FirstWrongStep, critique.After.Critique?.FirstWrongStep);
        var same = before is null && !both ? (after ?? 0) == 0 : before == after;
        return same ? Standing.Stands : Standing.Lost;
    }

    private static Standing Rewritten(ReplayedCritique critique) =>
        critique.Before.Text == critique.After.Text ? Standing.Stands : critique.SameStep ? Standing.Reworded : Standing.Lost;
}
