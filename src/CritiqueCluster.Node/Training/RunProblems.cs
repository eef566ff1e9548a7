using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Training;

/// <summary>What a run works on.</summary>
/// <param name="Source">Where the problems come from.</param>
/// <param name="Train">Problems to learn from.</param>
/// <param name="HeldOut">Problems to measure on.</param>
internal sealed record RunProblems(IProblemSource Source, IReadOnlyList<Problem> Train, IReadOnlyList<Problem> HeldOut);
