namespace CritiqueCluster.Actors.Hosting;

/// <summary>An operator stopped the run: it ends on all nodes, and can be resumed.</summary>
public sealed class RunStoppedException() : OperationCanceledException("The run was stopped.");
