using System.Diagnostics;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Engines;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>How a policy is measured.</summary>
/// <param name="Samples">Attempts per problem.</param>
/// <param name="Sampling">How they are sampled.</param>
/// <param name="Seed">Names the random streams: the same as in a run whose seed it is.</param>
/// <param name="PassAt">The k of pass@k; those beyond the samples are left out, and their number is added.</param>
internal sealed record EvaluationPlan(int Samples, SamplingOptions Sampling, long Seed, IReadOnlyList<int> PassAt);

/// <summary>What came out.</summary>
/// <param name="Summary">The measures.</param>
/// <param name="Attempts">What was sampled, by problem id, in the attempts' order.</param>
/// <param name="Seconds">Time spent generating.</param>
/// <param name="Unjudged">Why attempts have no verdict, one entry an attempt: the program that judges failed on them. They are left out of everything.</param>
internal sealed record EvaluationResult(
    EvaluationSummary Summary, IReadOnlyDictionary<string, IReadOnlyList<Attempt>> Attempts, double Seconds, IReadOnlyList<string> Unjudged);

/// <summary>Measures a policy on problems.</summary>
internal sealed class Evaluator(IEngine<RolloutRequest, RolloutResult> policy, ISolutionChecker checker, EvaluationPlan plan)
{
    private const int BaseIteration = -1;

    /// <summary>Samples and sums up.</summary>
    /// <param name="problems">At least one.</param>
    /// <param name="done">Told how many attempts have finished.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <exception cref="EnvironmentException">The program that judges failed on every attempt.</exception>
    public EvaluationResult Run(IReadOnlyList<Problem> problems, Action<int> done, CancellationToken cancellation)
    {
        var arrived = problems.ToDictionary(problem => problem.Id, _ => new List<Attempt>());
        var start = Stopwatch.GetTimestamp();
        var (count, unjudged) = (0, new List<string>());
        foreach (var result in EngineLoop.Run(policy, problems.Select(Request), cancellation))
        {
            if (result.Attempt.Verdict?.Failure is { } failure)
                unjudged.Add($"{result.RequestId}: {failure}");
            else
                arrived[result.RequestId].Add(result.Attempt);
            done(++count);
        }
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var attempts = arrived.ToDictionary(a => a.Key, IReadOnlyList<Attempt> (a) => [.. a.Value.OrderBy(attempt => attempt.Index)]);
        var measures = new EvaluationMeasures((problem, attempt) => checker.CheckOf(problem, attempt).Answer);
        foreach (var problem in problems)
            measures.Add(Exploration(problem, attempts[problem.Id]));
        return measures.IsEmpty
            ? throw new EnvironmentException($"No attempt could be judged: {unjudged.FirstOrDefault() ?? "there were none"}.")
            : new EvaluationResult(measures.Summarise(PassAt(plan)), attempts, seconds, unjudged);
    }

    private static IReadOnlyList<int> PassAt(EvaluationPlan plan) =>
        [.. plan.PassAt.Append(plan.Samples).Where(k => k <= plan.Samples).Distinct().Order()];

    private RolloutRequest Request(Problem problem) => new(
        problem.Id, problem, new StreamKey(plan.Seed, BaseIteration, problem.Id), [.. Enumerable.Range(0, plan.Samples)], null, plan.Sampling, Version);

    private ExplorationRecord Exploration(Problem problem, IReadOnlyList<Attempt> attempts) => new(
        problem.Id, BaseIteration, ExplorationPurpose.Evaluation, problem, Version, ExplorationSpec.NoCritic,
        [.. attempts.Select(attempt => Check(problem, attempt))], []);

    private CheckedAttempt Check(Problem problem, Attempt attempt)
    {
        var check = checker.CheckOf(problem, attempt);
        return new CheckedAttempt(attempt, check.Correct, check.Reason, checker.Canonical(attempt.Text), check.Correct, 0);
    }

    private int Version => policy.Version?.Step ?? 0;
}
