namespace CritiqueCluster.Actors.Work;

/// <summary>How long requests took lately, to tell a straggler from what is merely long.</summary>
internal sealed class UsualTime
{
    private const int Enough = 10;
    private const int Remembered = 101;
    private const int Factor = 3;

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Queue<TimeSpan> _last = new();

    /// <summary>Three times the median, and never less than a second; null before ten requests are finished.</summary>
    public TimeSpan? TooLong => _last.Count < Enough ? null : Longer(Least, Factor * _last.Order().ElementAt(_last.Count / 2));

    /// <summary>A request is finished.</summary>
    /// <param name="taken">From its lease to its last unit.</param>
    public void Add(TimeSpan taken)
    {
        _last.Enqueue(taken);
        if (_last.Count > Remembered)
            _last.Dequeue();
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
