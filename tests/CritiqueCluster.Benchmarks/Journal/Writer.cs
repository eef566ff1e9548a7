using Akka.Persistence;
using Akka.Persistence.Journal;

namespace CritiqueCluster.Benchmarks.Journal;

/// <summary>Recovers, journals an exploration's events one by one, each once the one before is durable, and ends.</summary>
internal sealed class Writer : ReceivePersistentActor
{
    private readonly IReadOnlyList<object> _events;
    private readonly Action<int> _done;
    private int _recovered;

    /// <param name="id">Its persistence id.</param>
    /// <param name="events">What it journals.</param>
    /// <param name="tag">The run's tag.</param>
    /// <param name="journals">Whether it journals, told how many events were recovered.</param>
    /// <param name="done">Told how many events were recovered, or journalled.</param>
    public Writer(string id, IReadOnlyList<object> events, string tag, Predicate<int> journals, Action<int> done)
    {
        (PersistenceId, _events, _done) = (id, events, done);
        Recover<RecoveryCompleted>(_ =>
        {
            if (journals(_recovered))
                PersistFrom(0, tag);
            else
                End(_recovered);
        });
        Recover<object>(_ => _recovered++);
        CommandAny(_ => { });
    }

    public override string PersistenceId { get; }

    private void PersistFrom(int next, string tag)
    {
        if (next == _events.Count)
            End(next);
        else
            Persist(new Tagged(_events[next], [tag]), _ => PersistFrom(next + 1, tag));
    }

    private void End(int count)
    {
        _done(count);
        Context.Stop(Self);
    }
}
