using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>How a dispatcher treats its queue and its workers.</summary>
/// <param name="QueueLimit">Requests that may wait; more are turned away.</param>
/// <param name="Lease">A worker silent for this long loses its leases.</param>
/// <param name="Failures">After this many failures a request is given up.</param>
public sealed record DispatcherOptions(int QueueLimit, TimeSpan Lease, int Failures = 3) : INoSerializationVerificationNeeded;
