using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Comparison;

/// <summary>One run of a comparison.</summary>
/// <param name="Arm">Its arm, as it was asked for: <c>critique+kl-cov</c>.</param>
/// <param name="Seed">Its seed. Runs of different arms with the same seed have the same problems, base and first attempts.</param>
/// <param name="Report">What it gave.</param>
public sealed record ComparedRun(string Arm, long Seed, RunReport Report);
