using System.Diagnostics;

using Akka.Actor;

using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>Stands for one exploration: hands its events to its group one by one, each once the one before is durable, and ends.</summary>
internal sealed class Driver : ReceiveActor
{
    private readonly IReadOnlyList<ExplorationEvent> _events;
    private readonly string _id;
    private readonly IActorRef _group;
    private readonly Action<double> _durable;
    private readonly Action _ended;
    private int _next;
    private long _told;

    /// <param name="id">The exploration's id.</param>
    /// <param name="events">What it journals.</param>
    /// <param name="group">Its group.</param>
    /// <param name="durable">Told, for each event, the seconds from its being decided to its being durable.</param>
    /// <param name="ended">Told when all are.</param>
    public Driver(string id, IReadOnlyList<ExplorationEvent> events, IActorRef group, Action<double> durable, Action ended)
    {
        (_id, _events, _group, _durable, _ended) = (id, events, group, durable, ended);
        Receive<Begin>(_ => TellNext());
        Receive<ExplorationGroup.Durable>(_ => OnDurable());
    }

    private void OnDurable()
    {
        _durable(Stopwatch.GetElapsedTime(_told).TotalSeconds);
        if (_next < _events.Count)
        {
            TellNext();
            return;
        }
        _ended();
        Context.Stop(Self);
    }

    private void TellNext()
    {
        _told = Stopwatch.GetTimestamp();
        _group.Tell(new ExplorationGroup.Decided(_id, [_events[_next++]]));
    }

    internal sealed class Begin
    {
        public static readonly Begin Instance = new();
    }
}
