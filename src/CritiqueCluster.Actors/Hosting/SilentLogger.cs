using Akka.Event;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>
/// Stands where Akka has its logger for standard output. What a system's logger has not yet written when the system ends goes there whatever
/// <c>stdout-loglevel</c> is, and standard output is the program's own: somebody reads JSON from it.
/// </summary>
internal sealed class SilentLogger : MinimalLogger
{
    /// <inheritdoc/>
    protected override void Log(object message)
    {
    }
}
