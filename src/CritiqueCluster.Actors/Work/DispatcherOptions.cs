using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>How a dispatcher treats its queue and its workers.</summary>
/// <param name="QueueLimit">Requests that may wait; more are turned away.</param>
/// <param name="Lease">A worker silent for this long loses its leases.</param>
/// <param name="Acknowledge">
/// A lease that its worker neither holds nor has acknowledged after this long counts as lost on the way: two heartbeats.
/// </param>
/// <param name="Failures">
/// A request is quarantined after failures on this many workers; where fewer are there, after this many failures in all.
/// </param>
public sealed record DispatcherOptions(int QueueLimit, TimeSpan Lease, TimeSpan Acknowledge, int Failures = 3) : INoSerializationVerificationNeeded;
