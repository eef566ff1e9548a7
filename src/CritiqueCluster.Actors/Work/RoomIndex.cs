namespace CritiqueCluster.Actors.Work;

/// <summary>
/// Workers by the room that they have, so that the best one is found without looking at all of them: changing or finding one takes
/// time logarithmic in their number.
/// </summary>
internal sealed class RoomIndex<TWorker>
    where TWorker : class
{
    private static readonly Comparer<Entry> MostRoomFirst = Comparer<Entry>.Create(
        (a, b) => a.Room != b.Room ? b.Room.CompareTo(a.Room) : a.Order.CompareTo(b.Order));

    private readonly Dictionary<TWorker, Entry> _entries = [];
    private readonly Shelf _all = new();
    private readonly Dictionary<int, Shelf> _byVersion = [];
    private long _order;

    /// <summary>Enters a worker, or says what has changed of it.</summary>
    /// <param name="worker">Who.</param>
    /// <param name="version">Step of the parameters that it has loaded; null if none.</param>
    /// <param name="room">Units that it can take; may be negative.</param>
    /// <param name="idle">It holds nothing, and so takes any request, however large.</param>
    public void Set(TWorker worker, int? version, int room, bool idle)
    {
        var known = _entries.TryGetValue(worker, out var old);
        var entry = new Entry(worker, known ? old.Order : _order++, version, room, idle);
        if (known && entry == old)
            return;
        if (known)
            Take(old);
        _entries[worker] = entry;
        _all.Add(entry);
        if (version is not { } step)
            return;
        if (!_byVersion.TryGetValue(step, out var shelf))
            _byVersion.Add(step, shelf = new Shelf());
        shelf.Add(entry);
    }

    /// <summary>Takes a worker out; nothing happens if it is not in.</summary>
    public void Remove(TWorker worker)
    {
        if (_entries.Remove(worker, out var entry))
            Take(entry);
    }

    /// <summary>Who can take a request, the best first: those with its parameters before the others, then those with most room.</summary>
    /// <param name="version">Step of the parameters that it needs; null: any.</param>
    /// <param name="units">Room that it needs. A worker with less takes it only if it is idle; with <see cref="int.MaxValue"/> only idle ones do.</param>
    public IEnumerable<TWorker> Ranked(int? version, int units)
    {
        if (version is { } step && _byVersion.TryGetValue(step, out var shelf))
            foreach (var entry in shelf.Fitting(units))
                yield return entry.Worker;
        foreach (var entry in _all.Fitting(units))
            if (version is null || entry.Version != version)
                yield return entry.Worker;
    }

    private void Take(Entry entry)
    {
        _all.Remove(entry);
        if (entry.Version is not { } step)
            return;
        _byVersion[step].Remove(entry);
        if (_byVersion[step].IsEmpty)
            _byVersion.Remove(step);
    }

    /// <param name="Order">Decides between workers that are alike: who came first.</param>
    private readonly record struct Entry(TWorker Worker, long Order, int? Version, int Room, bool Idle);

    private sealed class Shelf
    {
        private readonly SortedSet<Entry> _byRoom = new(MostRoomFirst);
        private readonly SortedSet<Entry> _idle = new(MostRoomFirst);

        public bool IsEmpty => _byRoom.Count == 0;

        public void Add(Entry entry)
        {
            _byRoom.Add(entry);
            if (entry.Idle)
                _idle.Add(entry);
        }

        public void Remove(Entry entry)
        {
            _byRoom.Remove(entry);
            _idle.Remove(entry);
        }

        public IEnumerable<Entry> Fitting(int units) =>
            _byRoom.TakeWhile(e => e.Room >= units).Concat(_idle.SkipWhile(e => e.Room >= units));
    }
}
