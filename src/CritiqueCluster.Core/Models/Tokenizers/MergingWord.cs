namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>A word while its symbols merge: a doubly linked list over arrays, and a queue of the pairs that may merge next.</summary>
internal sealed class MergingWord
{
    private const int None = -1;
    private readonly int[] _ids;
    private readonly int[] _previous;
    private readonly int[] _next;
    private readonly PriorityQueue<Candidate, (int Rank, int Position)> _queue = new();

    public MergingWord(List<int> ids)
    {
        _ids = [.. ids];
        _previous = [.. Enumerable.Range(-1, _ids.Length)];
        _next = [.. Enumerable.Range(1, _ids.Length)];
        if (_ids.Length > 0)
            _next[^1] = None;
    }

    /// <summary>A pair as it was when it was queued: stale once either symbol has changed.</summary>
    private readonly record struct Candidate(int Position, int Left, int Right, int Merged);

    public int[] MergeAll(Dictionary<(int Left, int Right), (int Rank, int Merged)> merges)
    {
        for (var i = 0; i + 1 < _ids.Length; i++)
            Enqueue(i, merges);
        while (_queue.TryDequeue(out var pair, out _))
        {
            var right = _next[pair.Position];
            if (_ids[pair.Position] != pair.Left || right == None || _ids[right] != pair.Right)
                continue;
            Merge(pair.Position, right, pair.Merged);
            if (_previous[pair.Position] != None)
                Enqueue(_previous[pair.Position], merges);
            Enqueue(pair.Position, merges);
        }
        return Remaining();
    }

    private void Merge(int left, int right, int merged)
    {
        _ids[left] = merged;
        _ids[right] = None;
        _next[left] = _next[right];
        if (_next[right] != None)
            _previous[_next[right]] = left;
    }

    private void Enqueue(int position, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges)
    {
        var right = _next[position];
        if (right != None && merges.TryGetValue((_ids[position], _ids[right]), out var merge))
            _queue.Enqueue(new Candidate(position, _ids[position], _ids[right], merge.Merged), (merge.Rank, position));
    }

    private int[] Remaining()
    {
        var ids = new List<int>(_ids.Length);
        for (var i = _ids.Length > 0 ? 0 : None; i != None; i = _next[i])
            ids.Add(_ids[i]);
        return [.. ids];
    }
}
