using System.Diagnostics.Tracing;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>Bytes that this process has sent over sockets, as .NET counts them: with envelopes, without the headers of TCP.</summary>
internal sealed class SocketBytes : EventListener
{
    private const string Source = "System.Net.Sockets";
    private double _sent;

    /// <summary>Up to a second old.</summary>
    public double Sent => Volatile.Read(ref _sent);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
            EnableEvents(eventSource, EventLevel.LogAlways, EventKeywords.All, new Dictionary<string, string?> { ["EventCounterIntervalSec"] = "0.5" });
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData is { EventName: "EventCounters", Payload: [IDictionary<string, object> counter] } && counter["Name"] is "bytes-sent")
            Volatile.Write(ref _sent, Convert.ToDouble(counter["Mean"], System.Globalization.CultureInfo.InvariantCulture));
    }
}
