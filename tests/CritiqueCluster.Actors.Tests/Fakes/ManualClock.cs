using Akka.Actor;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class ManualClock : TimeProvider, INoSerializationVerificationNeeded
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}
