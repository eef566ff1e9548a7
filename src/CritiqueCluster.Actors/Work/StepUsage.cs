using System.Diagnostics;
using Akka.Actor;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Work;

/// <summary>Time that steps take and tokens that they make, told to the run as <see cref="EngineUsage"/>. Used by one actor.</summary>
/// <param name="run">Is told.</param>
/// <param name="work"><c>rollout</c>, <c>critic</c> or <c>learner</c>.</param>
internal sealed class StepUsage(IActorRef run, string work)
{
    private readonly Stopwatch _inSteps = new();
    private long _told;

    /// <summary>Does a step; its time counts though it throws.</summary>
    public void Time(Action step)
    {
        _inSteps.Start();
        try
        {
            step();
        }
        finally
        {
            _inSteps.Stop();
        }
    }

    /// <summary>Tells what came since it was last told; nothing if no step was done.</summary>
    /// <param name="tokens">Tokens made or processed since the last <see cref="CountAgain"/>; null: as many as before.</param>
    public void Tell(long? tokens = null)
    {
        if (_inSteps.Elapsed == TimeSpan.Zero)
            return;
        var now = Math.Max(_told, tokens ?? _told);
        run.Tell(new EngineUsage(work, _inSteps.Elapsed.TotalSeconds, now - _told));
        _told = now;
        _inSteps.Reset();
    }

    /// <summary>Tokens count from nothing again: another engine, another task.</summary>
    public void CountAgain() => _told = 0;
}
