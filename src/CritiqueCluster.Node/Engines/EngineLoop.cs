using CritiqueCluster.Core;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Node.Engines;

/// <summary>Drives an engine by itself, for commands that need no cluster around it.</summary>
internal static class EngineLoop
{
    /// <summary>Has requests served, as many at a time as the engine takes.</summary>
    /// <param name="engine">With parameters loaded.</param>
    /// <param name="requests">Taken one by one, as units become free.</param>
    /// <param name="cancellation">Stops between two steps.</param>
    /// <param name="refused">Told of a request that can never be served; null: that is an error.</param>
    /// <exception cref="ConfigurationException">A request can never be served: a problem that does not fit the context.</exception>
    /// <returns>Results in the order in which they finish.</returns>
    public static IEnumerable<TResult> Run<TRequest, TResult>(
        IEngine<TRequest, TResult> engine, IEnumerable<TRequest> requests, CancellationToken cancellation, Action<TRequest>? refused = null)
    {
        using var waiting = requests.GetEnumerator();
        var more = waiting.MoveNext();
        while (more || engine.Active > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            for (; more && engine.FreeSlots > 0; more = waiting.MoveNext())
                Submit(engine, waiting.Current, refused);
            foreach (var result in engine.Step())
                yield return result;
            if (engine.Active > 0 && engine.Pause is { Ticks: > 0 } pause)
                cancellation.WaitHandle.WaitOne(pause);
        }
    }

    private static void Submit<TRequest, TResult>(IEngine<TRequest, TResult> engine, TRequest request, Action<TRequest>? refused)
    {
        try
        {
            engine.Submit(request);
        }
        catch (ArgumentException) when (refused is not null)
        {
            refused(request);
        }
        catch (ArgumentException error)
        {
            throw new ConfigurationException(error.Message, error);
        }
    }
}
