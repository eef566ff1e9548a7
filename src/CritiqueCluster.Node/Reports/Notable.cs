using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Reports;

/// <summary>An exploration worth reading.</summary>
/// <param name="Why">Why it was chosen, in one line.</param>
/// <param name="Exploration">The exploration.</param>
/// <param name="Focus">Indices of the attempts that show it, in order; the others are only counted.</param>
public sealed record Notable(string Why, ExplorationRecord Exploration, IReadOnlyList<int> Focus);
