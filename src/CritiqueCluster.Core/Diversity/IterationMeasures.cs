using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;

namespace CritiqueCluster.Core.Diversity;

/// <summary>The sums of one iteration's training explorations; a few numbers per problem.</summary>
internal sealed class IterationMeasures
{
    /// <summary>By exploration: in a stream's batch a problem may have two, of different passes.</summary>
    private readonly SortedDictionary<string, ProblemFacts> _problems = new(StringComparer.Ordinal);

    /// <summary>Whether nothing was added.</summary>
    public bool IsEmpty => _problems.Count == 0;

    /// <summary>Accepted trajectories.</summary>
    public int Accepted => _problems.Values.Sum(p => p.Accepted.Sum());

    /// <summary>Sampled tokens, critiques included.</summary>
    public long GeneratedTokens => _problems.Values.Sum(p => p.Tokens + p.CritiqueTokens);

    /// <summary>Tokens that the critic sampled.</summary>
    public long CritiqueTokens => _problems.Values.Sum(p => p.CritiqueTokens);

    /// <summary>Rewritten and continued attempts.</summary>
    public int Refinements => _problems.Values.Sum(p => p.Refinements);

    /// <summary>Share of them with a right answer; null if there are none.</summary>
    public double? Helpfulness => Refinements == 0 ? null : (double)_problems.Values.Sum(p => p.RightRefinements) / Refinements;

    /// <summary>Adds an exploration; one that comes again replaces what was there.</summary>
    /// <param name="exploration">The exploration.</param>
    /// <param name="fresh">The trajectories that it brings to the learner.</param>
    public void Add(ExplorationRecord exploration, IEnumerable<Trajectory> fresh)
    {
        var attempts = exploration.Attempts;
        var first = attempts.Where(a => a.Round == 0 && a.Attempt.Source == AttemptSource.Sampled).ToList();
        _problems[exploration.Id] = new ProblemFacts(
            exploration.Problem.Id, first.Count(a => a.Correct), first.Count,
            [.. Enum.GetValues<AttemptSource>().Select(s => attempts.Count(a => a.Accepted && a.Attempt.Source == s))],
            attempts.Count, attempts.Count(a => a.Attempt.Source != AttemptSource.Sampled),
            attempts.Count(a => a.Correct && a.Attempt.Source != AttemptSource.Sampled), exploration.Critiques.Count,
            attempts.Sum(a => (long)a.Attempt.GeneratedTokens), exploration.Critiques.Sum(c => (long)c.GeneratedTokens),
            attempts.Sum(a => (long)a.Attempt.SampledTokens), attempts.OrderBy(a => a.Attempt.Index).Sum(a => a.Attempt.Entropies.Skip(a.Attempt.Forced).Sum(e => (double)e)),
            TokenMoments.Of(first), [.. fresh.Select(t => t with { Statement = "", Tokens = [], Sampled = null })]); // what choosing looks at
    }

    /// <summary>The trajectories that this iteration's explorations bring to the learner, without their tokens.</summary>
    public IReadOnlyList<Trajectory> Fresh() => [.. _problems.Values.SelectMany(p => p.Fresh)];

    /// <summary>Difficulty bins by this iteration's first-round attempts.</summary>
    public IReadOnlyDictionary<string, int> Bins() => _problems.Values.Where(p => p.FirstRound > 0)
        .DistinctBy(p => p.Problem).ToDictionary(p => p.Problem, p => Difficulty.BinOf(p.FirstRoundCorrect, p.FirstRound));

    /// <summary>Accepted trajectories by the name of their source.</summary>
    public IReadOnlyDictionary<string, int> AcceptedBySource() => Enum.GetValues<AttemptSource>()
        .ToDictionary(LearningReport.NameOf, s => _problems.Values.Sum(p => p.Accepted[(int)s]));

    /// <summary>Tail coverage under frozen bins; problems without a bin are left out.</summary>
    /// <param name="bins">The bin of each problem.</param>
    /// <param name="trained">What the iteration trains on.</param>
    public IReadOnlyList<BinCoverage> Tail(IReadOnlyDictionary<string, int> bins, IEnumerable<Trajectory> trained) => TailCoverage.Measure(
        _problems.Values.Where(p => bins.ContainsKey(p.Problem)).Select(p => (bins[p.Problem], p.Accepted.Sum())),
        trained.Where(t => bins.ContainsKey(t.ProblemId)).Select(t => bins[t.ProblemId]));

    /// <summary>Further counts; null if nothing was added.</summary>
    public ExplorationCounts? Counts()
    {
        if (IsEmpty)
            return null;
        var all = _problems.Values;
        var tokens = all.Sum(p => p.Sampled);
        var firstRound = all.Sum(p => p.FirstRound);
        return new ExplorationCounts(
            all.Count, all.Count(p => p.Accepted.Sum() > 0), all.Sum(p => p.Attempts), Refinements,
            all.Sum(p => p.Critiques), firstRound == 0 ? null : (double)all.Sum(p => p.FirstRoundCorrect) / firstRound,
            tokens == 0 ? 0 : all.Sum(p => p.EntropySum) / tokens, all.Aggregate(new TokenMoments(0, 0, 0, 0), (sum, p) => sum + p.Moments).Covariance);
    }

    private sealed record ProblemFacts(
        string Problem, int FirstRoundCorrect, int FirstRound, int[] Accepted, int Attempts, int Refinements, int RightRefinements, int Critiques,
        long Tokens, long CritiqueTokens, long Sampled, double EntropySum, TokenMoments Moments, Trajectory[] Fresh);

    /// <summary>Sums over tokens, of advantage, log-probability and their product.</summary>
    private sealed record TokenMoments(long Tokens, double Advantage, double LogProbability, double Product)
    {
        public double? Covariance => Tokens == 0 ? null : Product / Tokens - Advantage / Tokens * (LogProbability / Tokens);

        public static TokenMoments Of(List<CheckedAttempt> group)
        {
            var mean = group.Count == 0 ? 0 : group.Average(a => a.Correct ? 1.0 : 0);
            var sum = new TokenMoments(0, 0, 0, 0);
            foreach (var attempt in group.OrderBy(a => a.Attempt.Index))
            {
                var (advantage, logs) = ((attempt.Correct ? 1 : 0) - mean, attempt.Attempt.LogProbabilities.Skip(attempt.Attempt.Forced).Sum(p => (double)p));
                var tokens = attempt.Attempt.SampledTokens;
                sum += new TokenMoments(tokens, advantage * tokens, logs, advantage * logs);
            }
            return sum;
        }

        public static TokenMoments operator +(TokenMoments a, TokenMoments b) =>
            new(a.Tokens + b.Tokens, a.Advantage + b.Advantage, a.LogProbability + b.LogProbability, a.Product + b.Product);
    }
}
