using CritiqueCluster.Core;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>The events of a made-up exploration of the default recipe's size: random tokens, which compress worse than real ones.</summary>
internal static class ExplorationEvents
{
    private const int CritiqueTokens = 45;

    /// <summary>Tokens that such an exploration generates.</summary>
    public static int TokensOf(int attemptTokens) => 12 * attemptTokens + CritiqueTokens;

    /// <param name="number">Which.</param>
    /// <param name="attemptTokens">Tokens of an attempt: 18 as in the default recipe, some hundreds as with a larger model.</param>
    public static IReadOnlyList<ExplorationEvent> Of(int number, int attemptTokens)
    {
        var random = new SplitMix64((ulong)number);
        var problem = new Problem($"countdown-4-{number:D6}", "3 7 25 50 -> 82", "82", "countdown", "4 numbers");
        var spec = new ExplorationSpec(
            ExplorationSpec.IdOf(0, ExplorationPurpose.Training, problem.Id), 0, ExplorationPurpose.Training, problem, Arm.Critique, 0, 0, 1,
            new SamplingOptions(0.7, 1, 0, 40), 8, RefinementMode.Continue, 4, 96);
        var sampled = Attempts(ref random, attemptTokens, 0, 8, null);
        var refined = Attempts(ref random, attemptTokens, 8, 4, 1);
        var critique = new AttemptCritique(1, new SolutionCritique(
            [new StepCritique("50 + 25 = 75", Verdict.Correct, "3 7 75 left"), new StepCritique("75 + 7 = 83", Verdict.Wrong, "75 + 7 is 82")],
            Verdict.Wrong, "numbers are left"), "Step 50 + 25 = 75 Correctness of the step: Correct 3 7 75 left", CritiqueTokens, 0);
        var summary = new ExplorationSummary(spec.Id, problem.Id, 1, 8, 8 * attemptTokens, 4, 4 * attemptTokens, 1, CritiqueTokens, 9, 3, 2, 0);
        return
        [
            new ExplorationOpened(spec), new AttemptsRecorded($"{spec.Id}/r0/a", sampled), new RoundCompleted(0, summary),
            new RoundOpened(1, 100, 0, [1]), new CritiquesRecorded($"{spec.Id}/r1/c", [critique]),
            new AttemptsRecorded($"{spec.Id}/r1/k1", refined), new RoundCompleted(1, summary), new ExplorationCompleted(summary),
        ];
    }

    private static List<CheckedAttempt> Attempts(ref SplitMix64 random, int length, int first, int count, int? parent)
    {
        var attempts = new List<CheckedAttempt>();
        for (var i = first; i < first + count; i++)
        {
            var tokens = new int[length];
            var (logp, entropy) = (new float[length], new float[length]);
            for (var t = 0; t < length; t++)
                (tokens[t], logp[t], entropy[t]) = (random.Below(530), -(float)random.NextDouble(), (float)random.NextDouble());
            var attempt = new Attempt(i, parent is null ? AttemptSource.Sampled : AttemptSource.Continued, parent,
                string.Join('\n', Enumerable.Repeat("50 + 25 = 75", length / 9)), tokens, 0, logp, entropy, FinishReason.Stop, 0);
            attempts.Add(new CheckedAttempt(attempt, false, "numbers are left", "50+25=75\n75+7=82", false, parent is null ? 0 : 1));
        }
        return attempts;
    }
}
