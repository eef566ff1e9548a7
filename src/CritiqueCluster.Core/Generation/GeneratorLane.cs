using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Generation;

/// <summary>The sequences that one thread takes through the model, with their part of the key/value cache. Not thread-safe.</summary>
internal sealed class GeneratorLane : IDisposable
{
    private readonly Decoder _decoder;
    private readonly HashSet<int> _ends;
    private readonly IReadOnlySet<int> _lineBreaks;
    private readonly bool _deterministic;
    private readonly int _vocabulary;
    private readonly Device _device;
    private readonly List<Slot> _active = [];
    private readonly List<Start> _starts = [];
    private int _version;

    /// <param name="decoder">Owned by the lane from here on.</param>
    /// <param name="slots">Sequences that the lane holds at most; the decoder's are rounded up to whole products.</param>
    /// <param name="vocabulary">Tokens that may be sampled.</param>
    /// <param name="ends">Tokens that end a sequence.</param>
    /// <param name="lineBreaks">Tokens with a line break in them.</param>
    /// <param name="deterministic">Pads every product to the same kernels.</param>
    /// <param name="device">Where the decoder computes.</param>
    public GeneratorLane(Decoder decoder, int slots, int vocabulary, HashSet<int> ends, IReadOnlySet<int> lineBreaks, bool deterministic, Device device)
    {
        (_decoder, _vocabulary, _ends, _lineBreaks, _deterministic, _device) = (decoder, vocabulary, ends, lineBreaks, deterministic, device);
        Slots = slots;
    }

    /// <summary>Sequences that the lane holds at most.</summary>
    public int Slots { get; }

    /// <summary>Positions that a sequence may have, prompt included.</summary>
    public int Context => _decoder.Context;

    /// <summary>Sequences under way.</summary>
    public int Active => _active.Count;

    /// <summary>Tokens that the last step sampled.</summary>
    public int Sampled { get; private set; }

    /// <summary>What the last step finished.</summary>
    public List<FinishedSequence> Finished { get; } = [];

    /// <summary>Takes members of a group, which must find room; their prompt is computed by the next step.</summary>
    public void Take(PromptGroup group, IReadOnlyList<GroupMember> members)
    {
        _starts.Add(new Start(group, _active.Count, members.Count));
        foreach (var member in members)
            _active.Add(new Slot(group, member));
    }

    /// <summary>Drops what is left of a group. Between a <see cref="Take"/> and a <see cref="Step"/> nothing may be cancelled.</summary>
    public void Cancel(string groupId)
    {
        for (var i = _active.Count - 1; i >= 0; i--)
            if (_active[i].Group.Id == groupId)
                Release(i);
    }

    /// <summary>
    /// Goes on with other parameters. Sequences under way keep what is in the key/value cache, which earlier parameters computed (PipelineRL,
    /// arXiv 2509.19128); those that are to begin again are dropped.
    /// </summary>
    /// <returns>What was dropped.</returns>
    public IReadOnlyList<Slot> Swap(PackedWeights weights, int version)
    {
        _version = version;
        _decoder.Swap(weights);
        var dropped = _active.Where(slot => slot.Group.Restarts).ToList();
        foreach (var slot in dropped)
            Release(_active.IndexOf(slot));
        return dropped;
    }

    /// <summary>Computes the prompts of what was taken, and samples one token for each active sequence.</summary>
    /// <exception cref="NonFiniteLogitsException">A logit is not a finite number, which a row's entropy shows.</exception>
    public void Step()
    {
        using var _ = inference_mode();
        using var scope = NewDisposeScope();
        Finished.Clear();
        Sampled = _active.Count(slot => !slot.IsGiven);
        Prefill();
        if (_active.Count == 0)
            return;
        var drawn = Decode();
        if (Enumerable.Range(0, _active.Count).Any(i => !double.IsFinite(drawn[i, 2])))
            throw new NonFiniteLogitsException(_version);
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            if (!_active[i].Accept(((int)drawn[i, 0], (float)drawn[i, 1], (float)drawn[i, 2]), _version, _ends, _lineBreaks, _decoder.Context))
                continue;
            Finished.Add(_active[i].Result());
            Release(i);
        }
    }

    public void Dispose() => _decoder.Dispose();

    private double[,] Decode()
    {
        var count = _active.Count;
        var rows = _deterministic ? Math.Min(Decoder.RoundUp(count, Decoder.RowMultiple), _decoder.Slots) : count;
        var tokens = new long[rows];
        var positions = new long[rows];
        for (var i = 0; i < count; i++)
            (tokens[i], positions[i]) = (_active[i].Next, _active[i].Position);
        var window = Math.Min(Decoder.RoundUp((int)positions.Max() + 1, Decoder.WindowMultiple), _decoder.Context);
        var logits = _decoder.Step(tensor(tokens, device: _device), tensor(positions, device: _device), window);
        var drawn = TokenSampler.Draw(logits.narrow(0, 0, count).narrow(1, 0, _vocabulary),
            [.. _active.Select(s => (float)s.Group.Sampling.Temperature)],
            [.. _active.Select(s => RandomStream.Draw(s.Member.Stream, s.Draw))],
            [.. _active.Select(s => s.Group.Sampling.TopK)],
            [.. _active.Select(s => (float)s.Group.Sampling.TopP)]);
        var values = drawn.data<double>().ToArray();
        var table = new double[count, 3];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        return table;
    }

    /// <summary>Prompts of equal padded length are computed together, as many at once as is fast.</summary>
    private void Prefill()
    {
        // The last given token is fed by the first decoding step: prefill covers what stands before it.
        foreach (var batch in _starts.Where(s => s.Given > 1).GroupBy(s => Math.Min(Decoder.RoundUp(s.Given - 1, Decoder.WindowMultiple), _decoder.Context)))
            foreach (var starts in batch.Chunk(_decoder.PromptsAtOnce(batch.Key)))
                Prefill(starts, batch.Key);
        _starts.Clear();
    }

    private void Prefill(Start[] starts, int length)
    {
        using var scope = NewDisposeScope();
        var prompts = new long[starts.Length * length];
        var slots = new List<long>();
        var rows = new List<long>();
        for (var i = 0; i < starts.Length; i++)
        {
            var (group, first, count) = starts[i];
            var given = group.Prompt.Concat(group.Forced).SkipLast(1).Select(t => (long)t).ToArray();
            given.CopyTo(prompts, i * length);
            for (var j = 0; j < count; j++)
            {
                slots.Add(first + j);
                rows.Add(i);
            }
        }
        _decoder.Prefill(tensor(prompts, device: _device).view(starts.Length, length),
            tensor(slots.ToArray(), device: _device), tensor(rows.ToArray(), device: _device));
    }

    /// <summary>Frees a slot: the last active one takes its place, so that active slots stay in front.</summary>
    private void Release(int index)
    {
        var last = _active.Count - 1;
        if (index != last)
        {
            _decoder.Move(last, index, _active[last].Position);
            _active[index] = _active[last];
        }
        _active.RemoveAt(last);
    }

    private sealed record Start(PromptGroup Group, int FirstSlot, int Count)
    {
        public int Given => Group.Prompt.Length + Group.Forced.Length;
    }
}
