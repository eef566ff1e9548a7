using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Solving;

/// <summary>How hard to try.</summary>
/// <param name="Seed">Names the random streams: the same seed shows the same attempts.</param>
/// <param name="Attempts">Attempts from the problem alone.</param>
/// <param name="Refinements">Refinements per critique.</param>
/// <param name="Mode">How refinements are made.</param>
/// <param name="Sampling">How to sample.</param>
/// <param name="CritiqueTokens">At most this many tokens per critique.</param>
internal sealed record SolveOptions(
    long Seed, int Attempts, int Refinements, AttemptSource Mode, SamplingOptions Sampling, int CritiqueTokens);
