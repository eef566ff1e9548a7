using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Explorations whose attempts a model has really sampled; which of them count as right is made up.</summary>
internal static class SampledGroups
{
    public const double Temperature = 0.7;

    /// <summary>Of each problem four attempts; of the first <paramref name="mixed"/> problems the even ones are right, of the others all.</summary>
    public static IReadOnlyList<ExplorationRecord> Of(string folder, ParameterVersion version, IReadOnlyList<Problem> problems, int iteration, int mixed)
    {
        using var engine = new PolicyEngine("cpu", new GenerationOptions { Slots = 8 }, new CountdownChecker(new CountdownOptions()));
        engine.Load(version, folder);
        foreach (var problem in problems)
            engine.Submit(new RolloutRequest(problem.Id, problem, new StreamKey(1, iteration, problem.Id), [0, 1, 2, 3], null,
                new SamplingOptions(Temperature, 1, 0, 12), version.Step));
        var attempts = problems.ToDictionary(p => p.Id, _ => new List<Attempt>());
        while (engine.Active > 0)
            foreach (var result in engine.Step())
                attempts[result.RequestId].Add(result.Attempt);
        return [.. problems.Select((problem, i) => new ExplorationRecord(
            $"{iteration}/t/{problem.Id}", iteration, ExplorationPurpose.Training, problem, version.Step, 0,
            [.. attempts[problem.Id].Select(a => Judged(a, i >= mixed || a.Index % 2 == 0))], []))];
    }

    private static CheckedAttempt Judged(Attempt attempt, bool right) =>
        new(attempt, right, right ? null : "made up", attempt.Text, right, 0);
}
