namespace CritiqueCluster.Actors.Messages;

// The conversation about work: an exploration asks a dispatcher, the dispatcher leases to a worker, results come back.
// Requests and results are Core's (RolloutRequest and RolloutResult, CritiqueRequest and CritiqueResult).

/// <summary>Exploration → dispatcher: wanted. Idempotent by the request's id; the newest asker gets the answer.</summary>
public sealed record Ask<TRequest>(TRequest Request);

/// <summary>Dispatcher → exploration: every unit of the request, in the order of their numbers.</summary>
public sealed record Answered<TResult>(string Request, IReadOnlyList<TResult> Results);

/// <summary>
/// Dispatcher → exploration: quarantined after failing on several workers, which the reason names. Never to be scored as a wrong answer.
/// </summary>
public sealed record Unanswerable(string Request, string Reason);

/// <summary>Dispatcher → exploration: the queue is full; ask again later.</summary>
public sealed record Busy(string Request);

/// <summary>
/// Worker → dispatcher, when it starts, now and then, and when its capacity changes: registers, gives credit, keeps its
/// leases alive, and tells which leases reached it.
/// </summary>
/// <param name="Capacity">Units (attempts, critiques) that it wants to hold at the same time.</param>
/// <param name="Version">Step of the parameters it has loaded; null if none.</param>
/// <param name="LastLease">The highest lease number that it has received from this dispatcher; 0 if none.</param>
/// <param name="Held">Ids of the requests that it holds.</param>
public sealed record WorkerReady(int Capacity, int? Version, long LastLease, IReadOnlyList<string> Held);

/// <summary>
/// Dispatcher → worker: yours until its results came, it failed, or you fell silent. A straggler may be another's, too. One that is held
/// already changes nothing.
/// </summary>
/// <param name="Number">Rises by one with each lease of one dispatcher.</param>
/// <param name="Request">What is wanted, without the units that have come already.</param>
public sealed record Lease<TRequest>(long Number, TRequest Request);

/// <summary>Dispatcher → worker: no longer yours, for another has it or has answered first; drop it.</summary>
public sealed record LeaseRevoked(string Request);

/// <summary>Worker → dispatcher: units that one engine step finished, of one or more requests.</summary>
public sealed record Finished<TResult>(IReadOnlyList<TResult> Results);

/// <summary>Worker → dispatcher: these could not be served.</summary>
public sealed record LeasesFailed(IReadOnlyList<string> Requests, string Reason);

/// <summary>Run → dispatchers and learner, again and again: begin nothing while held.</summary>
public sealed record HoldWork(bool Held);

/// <summary>Operator → dispatcher: say how things stand; answered by <see cref="WorkDescription"/>.</summary>
public sealed record DescribeWork;

/// <summary>Dispatcher → operator: a look at its book, for people.</summary>
/// <param name="Kind"><c>rollout</c> or <c>critic</c>.</param>
/// <param name="Queued">Requests that nobody works on.</param>
/// <param name="Leased">Requests that somebody works on.</param>
/// <param name="Workers">Whoever has registered.</param>
public sealed record WorkDescription(string Kind, int Queued, int Leased, IReadOnlyList<WorkerDescription> Workers);

/// <summary>A worker, as its dispatcher knows it.</summary>
/// <param name="Node">Address of its actor system as <c>host:port</c>.</param>
/// <param name="Capacity">Units that it wants to hold.</param>
/// <param name="Units">Units that it holds.</param>
/// <param name="Version">Step of the parameters that it has loaded; null if none.</param>
/// <param name="SilentSeconds">Seconds since it was last heard.</param>
public sealed record WorkerDescription(string Node, int Capacity, int Units, int? Version, double SilentSeconds);

/// <summary>Node → its workers: finish what the engine has, hand back the rest, and end.</summary>
public sealed record DrainWorker;
