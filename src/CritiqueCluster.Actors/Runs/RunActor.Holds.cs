using Akka.Actor;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Runs;

/// <summary>What operators and hosts want of a run: that it rests, ends, or goes on.</summary>
internal sealed partial class RunActor
{
    private bool _draining;

    /// <summary>Watchers are told that it was stopped.</summary>
    private bool _over;

    private bool IsStopped => _draining || _state.Hold == RunHold.Stopped;

    private void OnDrain()
    {
        _draining = true;
        var asker = Sender;
        Store([new UsageRecorded(_meter.Take())], () => asker.Tell(new RunDrained()));
    }

    /// <summary>Whoever starts it wants it to go on, though it was drained or stopped; paused it may stay.</summary>
    private void GoOnFor(IActorRef asker, bool paused)
    {
        _draining = false;
        if (_state.Hold == RunHold.Stopped || (_state.Hold == RunHold.Paused && !paused))
        {
            Hold(RunHold.None, () => asker.Tell(new RunAccepted(_parts.Run)));
            return;
        }
        asker.Tell(new RunAccepted(_parts.Run));
        GoOn();
    }

    private void OnHold(HoldRun hold)
    {
        var asker = Sender;
        if (_state.Spec is null || _state.Completed || _state.Hold == hold.Hold)
            asker.Tell(new HoldTaken(_parts.Run, _state.Hold));
        else
            Hold(hold.Hold, () =>
            {
                asker.Tell(new HoldTaken(_parts.Run, hold.Hold));
                if (hold.Hold == RunHold.Stopped)
                    OnStopped();
            });
    }

    private void OnStopped()
    {
        _over = true;
        TellWatchers(new RunStopped(_parts.Run));
    }

    private void Hold(RunHold hold, Action then) => Store([new RunHeld(hold), new UsageRecorded(_meter.Take())], () =>
    {
        _over = false;
        Timers.Cancel(nameof(SayStopped));
        TellHeld();
        then();
    });

    /// <summary>Dispatchers hold nothing but memory: they are told again.</summary>
    private void TellHeld()
    {
        foreach (var held in _parts.Held)
            held.Tell(new HoldWork(_state.Hold != RunHold.None));
    }

    private sealed class SayStopped : INoSerializationVerificationNeeded
    {
        public static readonly SayStopped Instance = new();
    }
}
