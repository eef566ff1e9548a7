using System.Globalization;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation.Simulated;

/// <summary>
/// A simulated policy: attempts of random tokens, whose text is the problem's reference solution or says that it is simulated. Its
/// attempts carry the version that was asked for, whatever is loaded.
/// </summary>
/// <param name="load">Lengths and times.</param>
/// <param name="clock">What time is measured by.</param>
public sealed class SimulatedPolicy(SimulatedLoad load, TimeProvider clock) : SimulatedEngine<RolloutRequest, RolloutResult>(load, clock)
{
    /// <summary>As many as the embedded models have.</summary>
    private const int Vocabulary = 530;

    /// <inheritdoc/>
    protected override IEnumerable<(string Id, int Tokens, Func<RolloutResult> Result)> UnitsOf(RolloutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        foreach (var index in request.Attempts)
        {
            var random = SplitMix64.Derive(Simulated.Seed, request.Id, index, request.Stream.Seed);
            var tokens = Simulated.Length(ref random, request.Sampling.MaxTokens);
            yield return (request.Id, tokens, () => new RolloutResult(request.Id, Sample(request, index, tokens, random)));
        }
    }

    private Attempt Sample(RolloutRequest request, int index, int length, SplitMix64 random)
    {
        var isRight = random.NextDouble() < Simulated.Right && request.Problem.Solution is not null;
        var text = isRight ? request.Problem.Solution! : string.Create(CultureInfo.InvariantCulture, $"simulated attempt {index}");
        var (tokens, logProbabilities, entropies) = (new int[length], new float[length], new float[length]);
        for (var t = 0; t < length; t++)
            (tokens[t], logProbabilities[t], entropies[t]) = (random.Below(Vocabulary), -(float)random.NextDouble(), (float)random.NextDouble());
        var finish = length < request.Sampling.MaxTokens ? FinishReason.Stop : FinishReason.Length;
        return new Attempt(index, request.Basis?.Mode ?? AttemptSource.Sampled, request.Basis?.Parent.Index, text, tokens, 0,
            logProbabilities, entropies, finish, request.PolicyVersion);
    }
}
