using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// Picks a dozen explorations worth reading as the journal streams by: a few of each kind, none twice, the same ones whatever
/// the order of arrival. Keeps only the best candidates of each kind.
/// </summary>
/// <param name="checkerOf">The checker of a kind of problem, for exact critiques; null where none is known.</param>
public sealed class NotableExplorations(Func<string, ISolutionChecker?> checkerOf)
{
    private readonly List<(int Wanted, Func<Looked, Candidate?> Rate, List<(Candidate Candidate, ExplorationRecord Record)> Best)> _kinds =
    [
        (4, SolvedOnlyByRefinement, []),
        (2, HelpedByRewriting, []),
        (2, WrongCritique, []),
        (2, RightCritiqueInVain, []),
        (1, SolvedOnlyByResampling, []),
        (1, ManySolutions, []),
        (1, OneSolution, []),
        (2, NeverSolved, []),
    ];

    /// <summary>Looks at an exploration.</summary>
    public void Add(ExplorationRecord exploration)
    {
        var looked = new Looked(exploration, checkerOf(exploration.Problem.Kind));
        foreach (var (wanted, rate, best) in _kinds)
        {
            if (rate(looked) is not { } candidate)
                continue;
            best.Add((candidate, exploration));
            best.Sort(Compare);
            if (best.Count > 12 + wanted) // Enough that other kinds may take some away.
                best.RemoveAt(best.Count - 1);
        }
    }

    /// <summary>The chosen ones, kind by kind.</summary>
    /// <param name="most">At most this many.</param>
    public IReadOnlyList<Notable> Choose(int most = 12)
    {
        var chosen = new List<Notable>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (wanted, _, best) in _kinds)
            Take(best, wanted);
        foreach (var (_, _, best) in _kinds) // Where a kind is rare, the others fill its places.
            Take(best, most);
        return chosen;

        void Take(IEnumerable<(Candidate Candidate, ExplorationRecord Record)> best, int wanted)
        {
            foreach (var (candidate, record) in best)
                if (wanted > 0 && chosen.Count < most && taken.Add(record.Problem.Id))
                {
                    chosen.Add(new Notable(candidate.Why, record, candidate.Focus));
                    wanted--;
                }
        }
    }

    private static int Compare((Candidate, ExplorationRecord Record) a, (Candidate, ExplorationRecord Record) b)
    {
        var order = b.Item1.Score.CompareTo(a.Item1.Score);
        if (order == 0)
            order = b.Record.Iteration.CompareTo(a.Record.Iteration);
        if (order == 0)
            order = string.CompareOrdinal(a.Record.Problem.Id, b.Record.Problem.Id);
        return order == 0 ? a.Record.Purpose.CompareTo(b.Record.Purpose) : order;
    }

    private static Candidate? SolvedOnlyByRefinement(Looked looked)
    {
        var refined = looked.Attempts.FirstOrDefault(a => a.Accepted && a.Attempt.Parent is not null);
        return looked.Training && refined is not null && looked.Attempts.All(a => !a.Correct || a.Attempt.Parent is not null)
            ? new Candidate($"Solved only by refinement: none of {looked.Plain} plain attempts is right",
                looked.Plain + 0.1 * looked.StepsOf(refined), looked.ThreadOf(refined))
            : null;
    }

    private static Candidate? HelpedByRewriting(Looked looked) =>
        looked.Training && looked.Attempts.FirstOrDefault(a => a.Accepted && a.Attempt.Source == AttemptSource.Rewritten) is { } rewritten
            ? new Candidate("Rewritten in the light of the critique", looked.Wrong, looked.ThreadOf(rewritten))
            : null;

    private static Candidate? WrongCritique(Looked looked) => looked.FirstFailedRefinement(afterRightCritique: false) is { } refinement
        ? new Candidate("The critic was wrong, and the refinement failed", looked.StepsOf(refinement), looked.ThreadOf(refinement))
        : null;

    private static Candidate? RightCritiqueInVain(Looked looked) => looked.FirstFailedRefinement(afterRightCritique: true) is { } refinement
        ? new Candidate("The critic found the wrong step, and the refinement failed all the same",
            looked.StepsOf(refinement), looked.ThreadOf(refinement))
        : null;

    private static Candidate? SolvedOnlyByResampling(Looked looked) =>
        looked.Training && looked.Attempts.FirstOrDefault(a => a.Accepted) is { Round: > 0, Attempt.Parent: null } late
        && looked.Attempts.All(a => !a.Correct || a.Round > 0)
            ? new Candidate("Solved only by sampling again", looked.Wrong, [late.Attempt.Index])
            : null;

    private static Candidate? ManySolutions(Looked looked)
    {
        var different = looked.Attempts.Where(a => a.Correct).DistinctBy(a => a.Canonical, StringComparer.Ordinal).ToList();
        return different.Count < 3 ? null : new Candidate(
            $"{different.Count} different solutions of one problem", different.Count, [.. different.Take(4).Select(a => a.Attempt.Index)]);
    }

    private static Candidate? OneSolution(Looked looked)
    {
        var right = looked.Attempts.Where(a => a.Correct).ToList();
        return right.Count < 4 || right.Any(a => a.Canonical != right[0].Canonical) ? null : new Candidate(
            $"{right.Count} right attempts, all the same solution", right.Count, [right[0].Attempt.Index]);
    }

    private static Candidate? NeverSolved(Looked looked) =>
        looked.Training && looked.Attempts.All(a => !a.Correct) && looked.Attempts.Count > 0
            ? new Candidate($"Never solved in {looked.Attempts.Count} attempts", looked.Attempts.Count,
                looked.ThreadOf(looked.Attempts.LastOrDefault(a => a.Attempt.Parent is not null) ?? looked.Attempts[^1]))
            : null;

    private sealed record Candidate(string Why, double Score, IReadOnlyList<int> Focus);

    /// <summary>An exploration, looked at once for all kinds.</summary>
    private sealed class Looked(ExplorationRecord record, ISolutionChecker? checker)
    {
        public bool Training => record.Purpose == ExplorationPurpose.Training;

        public List<CheckedAttempt> Attempts { get; } = [.. record.Attempts.OrderBy(a => a.Attempt.Index)];

        public int Plain => Attempts.Count(a => a.Attempt.Parent is null);

        public int Wrong => Attempts.Count(a => !a.Correct);

        public int StepsOf(CheckedAttempt attempt) => checker?.SplitSteps(attempt.Attempt.Text).Count ?? 1;

        /// <summary>A refinement after a critique that the exact checker agrees or disagrees with, where no refinement of the same attempt is right.</summary>
        public CheckedAttempt? FirstFailedRefinement(bool afterRightCritique) => Attempts.FirstOrDefault(a =>
            a.Attempt.Parent is { } parent && IsRight(parent) == afterRightCritique
            && Attempts.All(b => b.Attempt.Parent != parent || !b.Correct));

        /// <summary>What led to an attempt, oldest first, and the attempt.</summary>
        public List<int> ThreadOf(CheckedAttempt attempt)
        {
            var thread = new List<int> { attempt.Attempt.Index };
            for (var parent = attempt.Attempt.Parent; parent is { } index && !thread.Contains(index);
                parent = Attempts.FirstOrDefault(a => a.Attempt.Index == index)?.Attempt.Parent)
                thread.Insert(0, index);
            return thread;
        }

        private bool? IsRight(int index) =>
            Attempts.FirstOrDefault(a => a.Attempt.Index == index) is { } attempt
            && record.Critiques.FirstOrDefault(c => c.Attempt == index) is { } critique
            && checker?.ExactCritique(record.Problem, attempt.Attempt.Text) is { FirstWrongStep: { } wrong }
                ? critique.Critique?.FirstWrongStep == wrong
                : null;
    }
}
