using System.Diagnostics;

namespace CritiqueCluster.Node.Terminals;

/// <summary>Lets something through once in a while.</summary>
internal sealed class Seldom(TimeSpan interval)
{
    private long _last = Stopwatch.GetTimestamp();

    /// <summary>Whether the interval is over; if so, the next begins.</summary>
    public bool IsTime()
    {
        if (Stopwatch.GetElapsedTime(_last) < interval)
            return false;
        _last = Stopwatch.GetTimestamp();
        return true;
    }
}
