using Akka.Actor;

namespace CritiqueCluster.Actors.Work;

/// <summary>
/// Two engines on one device: a step of a nearly empty batch costs almost as much as one of a full batch, so an engine that is
/// less than half full lets a fuller one go first; meanwhile its own batch fills. The fullest engine never waits, so work
/// always goes on. Used from the device's one thread only.
/// </summary>
public sealed class DeviceShare : INoSerializationVerificationNeeded
{
    private readonly Dictionary<object, double> _occupancy = [];

    /// <summary>Says how full an engine is; 0 once it is idle.</summary>
    public void Report(object engine, int active, int slots) => _occupancy[engine] = (double)active / slots;

    /// <summary>Whether the engine should let others go first.</summary>
    public bool ShouldWait(object engine) =>
        _occupancy.GetValueOrDefault(engine) is < 0.5 and var own
        && _occupancy.Any(other => !ReferenceEquals(other.Key, engine) && other.Value > own);
}
