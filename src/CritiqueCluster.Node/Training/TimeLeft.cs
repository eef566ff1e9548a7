using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Guesses how long a run still takes from how long its phases took so far. For people to look at: nothing is decided by it.
/// </summary>
/// <param name="iterations">Iterations in all.</param>
/// <param name="evaluates">Whether each version is evaluated.</param>
internal sealed class TimeLeft(int iterations, bool evaluates)
{
    private readonly Dictionary<RunPhase, double> _took = [];
    private (RunPhase Phase, int Iteration) _current;
    private double _began;

    /// <summary>Hears where the run stands.</summary>
    /// <param name="phase">What it does.</param>
    /// <param name="iteration">The iteration, from 0; -1 while the base is measured.</param>
    /// <param name="share">Share of the phase that is done.</param>
    /// <param name="seconds">Seconds since the program began.</param>
    /// <returns>Seconds left; null while a phase has not been seen yet.</returns>
    public double? Update(RunPhase phase, int iteration, double share, double seconds)
    {
        if (_current != (phase, iteration))
        {
            _took[_current.Phase] = seconds - _began;
            (_current, _began) = ((phase, iteration), seconds);
        }
        var inPhase = seconds - _began;
        double? rest = share > 0.05 ? inPhase * (1 / share - 1) : _took.TryGetValue(phase, out var before) ? Math.Max(0, before - inPhase) : null;
        foreach (var later in Later(phase, iteration))
            rest += _took.TryGetValue(later, out var took) ? took : null;
        return rest;
    }

    private IEnumerable<RunPhase> Later(RunPhase phase, int iteration)
    {
        if (phase == RunPhase.Streaming)
            return [.. Enumerable.Repeat(phase, Math.Max(0, iterations - iteration - 1)), .. evaluates ? [RunPhase.Evaluating] : Array.Empty<RunPhase>()];
        return LaterInIterations(phase, iteration);
    }

    private IEnumerable<RunPhase> LaterInIterations(RunPhase phase, int iteration)
    {
        IEnumerable<RunPhase> cycle = evaluates ? [RunPhase.Exploring, RunPhase.Learning, RunPhase.Evaluating] : [RunPhase.Exploring, RunPhase.Learning];
        var position = cycle.TakeWhile(other => other != phase).Count() + 1;
        if (iteration >= 0)
            foreach (var other in cycle.Skip(position))
                yield return other;
        for (var next = iteration + 1; next < iterations; next++)
            foreach (var other in cycle)
                yield return other;
    }
}
