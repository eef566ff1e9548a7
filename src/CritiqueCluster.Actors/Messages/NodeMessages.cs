namespace CritiqueCluster.Actors.Messages;

/// <summary>Operator → node: finish or hand back what you hold, leave the cluster, end. Answered by <see cref="NodeDraining"/> at once.</summary>
public sealed record DrainNode;

/// <summary>Node → operator: it is on its way out, or why not.</summary>
/// <param name="Refusal">Why it stays; empty if it goes.</param>
public sealed record NodeDraining(string Refusal);
