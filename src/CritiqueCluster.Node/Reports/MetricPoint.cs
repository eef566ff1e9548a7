namespace CritiqueCluster.Node.Reports;

/// <summary>One line of <c>metrics.jsonl</c>.</summary>
/// <param name="Kind">What was measured: <c>learning</c>, <c>exploration</c>, <c>evaluation</c>.</param>
/// <param name="Iteration">The report's row: 0 is the base, 1 what the first iteration explored and learned.</param>
/// <param name="Step">Optimizer step, explorations done, or the iteration again.</param>
/// <param name="Time">When it was written; nothing is decided by it.</param>
/// <param name="Values">The numbers by name.</param>
public sealed record MetricPoint(
    string Kind, int Iteration, int Step, DateTimeOffset Time, IReadOnlyDictionary<string, double> Values);
