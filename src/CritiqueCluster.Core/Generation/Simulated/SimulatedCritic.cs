using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation.Simulated;

/// <summary>A simulated critic: it calls the first line of every attempt wrong. Its critiques carry the version that was asked for.</summary>
/// <param name="load">Lengths and times.</param>
/// <param name="clock">What time is measured by.</param>
public sealed class SimulatedCritic(SimulatedLoad load, TimeProvider clock) : SimulatedEngine<CritiqueRequest, CritiqueResult>(load, clock)
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Id, int Tokens, Func<CritiqueResult> Result)> UnitsOf(CritiqueRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var target in request.Attempts)
        {
            var random = SplitMix64.Derive(Simulated.Seed, request.Id, target.Attempt);
            var tokens = Simulated.Length(ref random, request.MaxTokens);
            yield return (request.Id, tokens, () => new CritiqueResult(request.Id, Criticise(request, target, tokens)));
        }
    }

    private static AttemptCritique Criticise(CritiqueRequest request, CritiqueTarget target, int tokens)
    {
        var critique = new SolutionCritique([new StepCritique(target.Text.Split('\n')[0], Verdict.Wrong, "simulated")], Verdict.Wrong, "simulated");
        return new AttemptCritique(target.Attempt, critique, CritiqueText.Format(critique), tokens, request.CriticVersion);
    }
}
