using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Brings a run's progress and end to whoever hosts it.</summary>
internal sealed class RunWatcher : ReceiveActor
{
    private readonly IActorRef _run;

    public RunWatcher(IActorRef run, Action<RunProgress> progress, TaskCompletionSource completion)
    {
        _run = run;
        Receive<RunProgress>(progress);
        Receive<RunEnded>(_ => { completion.TrySetResult(); });
    }

    protected override void PreStart() => _run.Tell(new WatchRun());
}
