using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>Takes evaluation explorations one by one, in any order, and sums them up. Keeps a few numbers per problem.</summary>
/// <param name="answerOf">The final answer of an attempt, for answer entropy; null leaves that measure out.</param>
public sealed class EvaluationMeasures(Func<Problem, Attempt, string?>? answerOf = null)
{
    private const int MostCompared = 16; // Pairwise measures grow with the square of the samples.

    private readonly SortedDictionary<string, ProblemFacts> _problems = new(StringComparer.Ordinal);

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _problems.Count == 0;

    /// <summary>Adds one problem's samples. A problem that comes again replaces what was there.</summary>
    public void Add(ExplorationRecord exploration)
    {
        if (exploration.Attempts.Count > 0)
            _problems[exploration.Problem.Id] = FactsOf(exploration);
    }

    /// <summary>Correct samples and samples of a problem; null if it was not measured.</summary>
    public (int Correct, int Samples)? CountsOf(string problemId) =>
        _problems.TryGetValue(problemId, out var facts) ? (facts.Correct, facts.Samples) : null;

    /// <summary>How pass@k differs from a base's on the same problems: paired, so that problems' difficulty cancels out.</summary>
    public IReadOnlyDictionary<int, Change> ChangeFrom(EvaluationMeasures other, IReadOnlyList<int> passAt)
    {
        var pairs = _problems.Where(p => other._problems.ContainsKey(p.Key)).Select(p => (Now: p.Value, Then: other._problems[p.Key])).ToList();
        var samples = pairs.Count == 0 ? 0 : pairs.Min(p => Math.Min(p.Now.Samples, p.Then.Samples));
        return new SortedDictionary<int, Change>(passAt.Where(k => k >= 1 && k <= samples).Distinct().ToDictionary(
            k => k, k => Change.Of([.. pairs.Select(p => p.Now.PassAt(k) - p.Then.PassAt(k))])));
    }

    /// <summary>The summary so far; sums run in the order of problem ids, so that arrival order leaves no trace.</summary>
    /// <param name="passAt">The wanted k; those beyond the number of samples are left out.</param>
    /// <exception cref="InvalidOperationException">Nothing was added.</exception>
    public EvaluationSummary Summarise(IReadOnlyList<int> passAt)
    {
        if (IsEmpty)
            throw new InvalidOperationException("No evaluation exploration was added.");
        var problems = _problems.Values;
        var samples = problems.Min(p => p.Samples);
        var wanted = passAt.Where(k => k >= 1 && k <= samples).Distinct().Order().ToList();
        var correct = problems.Sum(p => p.Correct);
        var tokens = problems.Sum(p => p.Tokens);
        return new EvaluationSummary(
            problems.Count, samples,
            PassAt(problems, wanted),
            wanted.ToDictionary(k => k, k => Interval.Bootstrap([.. problems.Select(p => p.PassAt(k))])),
            PassAt(problems, PassAtK.CurvePoints(samples, wanted)),
            problems.Average(p => (double)p.Distinct),
            correct == 0 ? null : (double)problems.Sum(p => p.Distinct) / correct,
            tokens == 0 ? 0 : problems.Sum(p => p.EntropySum) / tokens,
            Mean(p => p.AnswerEntropy), Mean(p => p.Vendi), Mean(p => p.SelfBleu), Mean(p => p.DistinctBigrams),
            tokens,
            Groups(wanted, p => p.Level, [.. problems.Select(p => p.Level).Distinct().Order(StringComparer.Ordinal)]));
    }

    /// <summary>pass@k per difficulty bin, hardest first; bins are given by problem, and problems without one are left out.</summary>
    public IReadOnlyList<GroupPassAt> ByBin(IReadOnlyList<int> passAt, Func<string, int?> binOf)
    {
        var samples = IsEmpty ? 0 : _problems.Values.Min(p => p.Samples);
        return Groups([.. passAt.Where(k => k >= 1 && k <= samples)],
            p => binOf(p.Id) is { } bin ? Difficulty.Bins[bin] : null, Difficulty.Bins);
    }

    private List<GroupPassAt> Groups(List<int> passAt, Func<ProblemFacts, string?> nameOf, IReadOnlyList<string> names)
    {
        var groups = _problems.Values.ToLookup(nameOf);
        return [.. names.Select(n => new GroupPassAt(n, groups[n].Count(),
            groups[n].Any() ? PassAt([.. groups[n]], passAt) : new SortedDictionary<int, double>()))];
    }

    private static SortedDictionary<int, double> PassAt(IReadOnlyCollection<ProblemFacts> problems, IReadOnlyList<int> passAt) =>
        new(passAt.ToDictionary(k => k, k => problems.Average(p => p.PassAt(k))));

    private double? Mean(Func<ProblemFacts, double?> measure) => _problems.Values.Average(measure);

    private ProblemFacts FactsOf(ExplorationRecord exploration)
    {
        var problem = exploration.Problem;
        var attempts = exploration.Attempts.OrderBy(a => a.Attempt.Index).ToList();
        var correct = attempts.Where(a => a.Correct).ToList();
        var compared = correct.Take(MostCompared).ToList();
        var tokens = compared.Select(a => a.Attempt.Tokens).ToList();
        return new ProblemFacts(
            problem.Id, problem.Level, attempts.Count, correct.Count,
            correct.Select(a => a.Canonical).Distinct(StringComparer.Ordinal).Count(),
            attempts.Sum(a => (long)a.Attempt.GeneratedTokens), attempts.Sum(EntropySum),
            answerOf is null ? null : Entropy.OfValues(attempts.Select(a => answerOf(problem, a.Attempt))),
            compared.Count == 0 ? null : VendiScore.OfSteps([.. compared.Select(StepsOf)]),
            NGrams.SelfBleu(tokens), NGrams.Distinct(tokens, 2));
    }

    private static double EntropySum(CheckedAttempt attempt) =>
        attempt.Attempt.Entropies.Skip(attempt.Attempt.Forced).Sum(e => (double)e);

    private static HashSet<string> StepsOf(CheckedAttempt attempt) =>
        attempt.Canonical.Split('\n').ToHashSet(StringComparer.Ordinal);

    private sealed record ProblemFacts(
        string Id, string Level, int Samples, int Correct, int Distinct, long Tokens, double EntropySum,
        double? AnswerEntropy, double? Vendi, double? SelfBleu, double? DistinctBigrams)
    {
        public double PassAt(int k) => PassAtK.Estimate(Samples, Correct, k);
    }
}
