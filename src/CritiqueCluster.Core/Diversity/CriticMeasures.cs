using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>Judges critiques against the exact ones where the kind of problem has them, and by what refinements made of them.</summary>
/// <param name="checkerOf">The checker of a kind of problem; null where none is known.</param>
public sealed class CriticMeasures(Func<string, ISolutionChecker?> checkerOf)
{
    private Share _withError, _withoutError, _answer, _helpful, _accepted, _afterRight, _afterWrong;
    private readonly FreshSamples _fresh = new();
    private int _critiques, _unreadable;

    /// <summary>Judges all critiques and refinements of an exploration.</summary>
    public void Add(ExplorationRecord exploration)
    {
        var attempts = exploration.Attempts.ToDictionary(a => a.Attempt.Index);
        var hits = new Dictionary<int, bool>();
        foreach (var critique in exploration.Critiques)
            if (attempts.TryGetValue(critique.Attempt, out var criticised)
                && Judge(exploration.Problem, criticised.Attempt.Text, criticised.Correct, critique.Critique) is { } hit)
                hits[critique.Attempt] = hit;
        foreach (var refinement in exploration.Attempts.Where(a => a.Attempt.Source != AttemptSource.Sampled))
            AddRefinement(refinement, hits);
        _fresh.Add(exploration);
    }

    /// <summary>Judges one critique, also one that was made only to measure the critic.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="solution">The criticised attempt's text.</param>
    /// <param name="correct">Whether its final answer is right.</param>
    /// <param name="critique">The critique; null if it could not be read.</param>
    /// <returns>Whether it finds the first wrong step, or rightly none; null where nothing exact is known.</returns>
    public bool? Judge(Problem problem, string solution, bool correct, SolutionCritique? critique)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return Judge(checkerOf(problem.Kind)?.ExactCritique(problem, solution), correct, critique);
    }

    /// <summary>The same where the exact critique is at hand.</summary>
    internal bool? Judge(SolutionCritique? exact, bool correct, SolutionCritique? critique)
    {
        _critiques++;
        _unreadable += critique is null ? 1 : 0;
        _answer.Add(critique is not null && critique.Answer == Verdict.Correct == correct);
        if (exact is null)
            return null;
        var hit = critique is not null && critique.FirstWrongStep == exact.FirstWrongStep;
        if (exact.FirstWrongStep is not null)
            _withError.Add(hit);
        else if (correct)
            _withoutError.Add(hit);
        else
            return null; // Right as far as it goes, but unfinished: neither kind.
        return hit;
    }

    /// <summary>The report so far.</summary>
    /// <param name="exact">Whether the exact critic wrote the critiques.</param>
    public CriticReport Summarise(bool exact) => new(
        exact, _critiques, _unreadable,
        _withError.Count, _withError.Rate, _withoutError.Count, _withoutError.Rate,
        HarmonicMean(_withError.Rate, _withoutError.Rate), _answer.Rate,
        _helpful.Count, _helpful.Rate, _helpful.Count == 0 ? null : Interval.Wilson(_helpful.Successes, _helpful.Count),
        _accepted.Rate, _fresh.Rate(),
        _afterRight.Rate, _afterWrong.Rate);

    /// <summary>2ab/(a+b); 0 if both are 0, null if one is unknown.</summary>
    public static double? HarmonicMean(double? a, double? b) => a + b == 0 ? 0 : 2 * a * b / (a + b);

    private void AddRefinement(CheckedAttempt refinement, Dictionary<int, bool> hits)
    {
        _helpful.Add(refinement.Correct);
        _accepted.Add(refinement.Accepted);
        if (refinement.Attempt.Parent is not { } parent)
            return;
        if (hits.TryGetValue(parent, out var hit) && hit)
            _afterRight.Add(refinement.Correct);
        else if (hits.ContainsKey(parent))
            _afterWrong.Add(refinement.Correct);
    }

    private struct Share
    {
        public int Successes { get; private set; }

        public int Count { get; private set; }

        public readonly double? Rate => Count == 0 ? null : (double)Successes / Count;

        public void Add(bool success)
        {
            Count++;
            Successes += success ? 1 : 0;
        }
    }
}
