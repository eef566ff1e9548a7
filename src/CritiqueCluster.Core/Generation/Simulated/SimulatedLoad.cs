namespace CritiqueCluster.Core.Generation.Simulated;

/// <summary>
/// What simulated engines are like: no model behind them, lengths from a log-normal distribution and a time for each token. For load
/// tests of everything around engines; what they write teaches nothing.
/// </summary>
/// <param name="Seed">Equal seeds give equal texts for equal requests, in whatever order and on whatever worker.</param>
/// <param name="Slots">Units at the same time.</param>
/// <param name="MeanTokens">Mean length of a text in tokens, before the request's limit cuts it off.</param>
/// <param name="Spread">Standard deviation of the logarithm of the length; 0: all are alike.</param>
/// <param name="TokenTime">Time that a token takes, in every slot; zero: a unit is finished by the next step.</param>
/// <param name="Right">Share of attempts that are the problem's reference solution, where it has one.</param>
public sealed record SimulatedLoad(long Seed, int Slots, double MeanTokens, double Spread, TimeSpan TokenTime, double Right = 0.3)
{
    /// <summary>The length of a text.</summary>
    /// <param name="random">Two numbers are drawn.</param>
    /// <param name="limit">At most this many tokens.</param>
    /// <returns>Tokens, at least 1.</returns>
    public int Length(ref SplitMix64 random, int limit)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()); // Box and Muller 1958
        var tokens = MeanTokens * Math.Exp(Spread * (normal - Spread / 2));
        return (int)Math.Clamp(Math.Round(tokens), 1, Math.Max(1, limit));
    }
}
