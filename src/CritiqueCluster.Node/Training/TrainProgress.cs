using System.Diagnostics;

using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Node.Training;

/// <summary>Follows a run's progress: what it is doing now, and a line for each phase that is over. One thread at a time.</summary>
/// <param name="iterations">Iterations in all.</param>
/// <param name="evaluates">Whether each version is evaluated.</param>
/// <param name="clock">Runs since the program began.</param>
/// <param name="now">Told the current line.</param>
/// <param name="ended">Told the line of a phase that is over.</param>
internal sealed class TrainProgress(int iterations, bool evaluates, Stopwatch clock, Action<string> now, Action<string> ended)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(3);

    private readonly TimeLeft _left = new(iterations, evaluates);
    private readonly Queue<(double Seconds, long Tokens)> _tokens = new();
    private RunProgress? _last;
    private double _phaseBegan = clock.Elapsed.TotalSeconds;

    /// <summary>The last that was heard.</summary>
    public RunProgress? Last => _last;

    public void Update(RunProgress progress)
    {
        var seconds = clock.Elapsed.TotalSeconds;
        if (_last is { } last && (last.Phase, last.Iteration) != (progress.Phase, progress.Iteration))
        {
            if (last.Phase is not RunPhase.Starting)
                ended(ProgressText.Ended(last, iterations, seconds - _phaseBegan));
            _phaseBegan = seconds;
            _tokens.Clear();
        }
        _last = progress;
        if (progress.Phase is RunPhase.Starting or RunPhase.Completed)
            return;
        var left = _left.Update(progress.Phase, progress.Iteration, Share(progress), seconds);
        now(ProgressText.Line(progress, iterations, Rate(progress, seconds), left));
    }

    private static double Share(RunProgress progress) => progress.Phase == RunPhase.Streaming ? 0 : progress.Learning is { Steps: > 0 } learning
        ? (double)learning.Step / learning.Steps
        : progress.Phase == RunPhase.Evaluating && progress.Total > 0 ? (double)progress.Done / progress.Total : 0;

    private double? Rate(RunProgress progress, double seconds)
    {
        var spent = progress.Spent;
        _tokens.Enqueue((seconds, spent.RolloutTokens + spent.CritiqueTokens + spent.LearnedTokens));
        while (_tokens.Count > 2 && seconds - _tokens.Peek().Seconds > RateWindow.TotalSeconds)
            _tokens.Dequeue();
        var (began, tokens) = _tokens.Peek();
        return seconds > began ? (_tokens.Last().Tokens - tokens) / (seconds - began) : null;
    }
}
