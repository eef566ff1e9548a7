using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Brings a run's progress and end to whoever hosts it.</summary>
internal sealed class RunWatcher : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly IActorRef _run;

    public RunWatcher(IActorRef run, Action<RunProgress> progress, TaskCompletionSource completion)
    {
        _run = run;
        Receive<RunProgress>(progress);
        Receive<RunEnded>(_ => { completion.TrySetResult(); });
        Receive<RunStopped>(_ => { completion.TrySetException(new RunStoppedException()); });
        Receive<WatchRun>(_run.Tell);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Again and again: a run that was started anew knows nobody.</summary>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(WatchRun), new WatchRun(), TimeSpan.Zero, Interval);
}
