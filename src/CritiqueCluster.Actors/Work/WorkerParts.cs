using Akka.Actor;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Actors.Work;

/// <summary>What a worker is made of.</summary>
/// <param name="Kind">Its kind of work.</param>
/// <param name="MakeEngine">Makes the engine, on the device's thread.</param>
/// <param name="Dispatcher">Leases work to it.</param>
/// <param name="Parameters">The parameter cache of this node.</param>
/// <param name="Run">Is told the time and tokens spent.</param>
/// <param name="Device">Shared by the engines of one device.</param>
/// <param name="Heartbeat">How often it reports to the dispatcher.</param>
internal sealed record WorkerParts<TRequest, TResult>(
    WorkKind<TRequest, TResult> Kind, Func<IEngine<TRequest, TResult>> MakeEngine, IActorRef Dispatcher, IActorRef Parameters,
    IActorRef Run, DeviceShare Device, TimeSpan Heartbeat) : INoSerializationVerificationNeeded
    where TRequest : class
    where TResult : class;
