using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>How a cluster and its run stand, as one of its nodes sees them.</summary>
/// <param name="Progress">The run; null if whoever leads it did not answer.</param>
/// <param name="Nodes">Members of the cluster.</param>
/// <param name="Work">What the dispatchers know; without those that did not answer.</param>
public sealed record ClusterStatus(RunProgress? Progress, IReadOnlyList<NodeStatus> Nodes, IReadOnlyList<WorkDescription> Work);

/// <summary>A member of the cluster.</summary>
/// <param name="Address">Of its actor system, as <c>host:port</c>; its name where a node is named.</param>
/// <param name="Roles">What it does.</param>
/// <param name="State"><c>up</c>, <c>joining</c>, <c>leaving</c>, … or <c>unreachable</c>.</param>
/// <param name="IsOldestCore">Whether the run and the dispatchers are there.</param>
public sealed record NodeStatus(string Address, IReadOnlyList<string> Roles, string State, bool IsOldestCore);
