using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// Continuous batching: every slot holds a sequence at its own length; a finished one is replaced at once; a group's prompt is
/// computed once and copied into its members' slots. One <see cref="Step"/> samples one token for every active slot. Not
/// thread-safe. With <c>deterministic</c> an attempt's tokens do not depend on what else is in the batch.
/// </summary>
public sealed class Generator : IDisposable
{
    private readonly Decoder _decoder;
    private readonly HashSet<int> _ends;
    private readonly bool _deterministic;
    private readonly int _vocabulary;
    private readonly Device _device;
    private readonly LinkedList<Pending> _waiting = new();
    private readonly List<Slot> _active = [];

    /// <param name="model">Architecture and parameters; copied, so training may go on with them.</param>
    /// <param name="slots">Sequences decoded at the same time.</param>
    /// <param name="context">Positions that a sequence may have, prompt included; the model's maximum bounds it.</param>
    /// <param name="vocabulary">Tokens that may be sampled: a model's matrix often has rows that the tokenizer has no token for.</param>
    /// <param name="endOfSequence">Tokens that end a sequence.</param>
    /// <param name="deterministic">Pads every product to the same kernels; costs a few idle rows.</param>
    public Generator(Transformer model, int slots, int context, int vocabulary, IEnumerable<int> endOfSequence, bool deterministic)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var _ = inference_mode();
        _decoder = new Decoder(model, slots, context);
        _ends = [.. endOfSequence];
        _deterministic = deterministic;
        _vocabulary = vocabulary;
        _device = model.Parameters.Device;
        Slots = slots;
    }

    /// <summary>Sequences decoded at the same time.</summary>
    public int Slots { get; }

    /// <summary>Positions that a sequence may have, prompt included.</summary>
    public int Context => _decoder.Context;

    /// <summary>Sequences accepted and not finished.</summary>
    public int Active => _active.Count + _waiting.Sum(w => w.Group.Members.Count - w.Started);

    /// <summary>Tokens sampled so far.</summary>
    public long GeneratedTokens { get; private set; }

    /// <summary>Step number of the parameters, recorded with the sequences.</summary>
    public int Version { get; private set; }

    /// <summary>Swaps parameters between two steps.</summary>
    public void Swap(Transformer model, int version)
    {
        using var _ = inference_mode();
        _decoder.Swap(model);
        Version = version;
    }

    /// <summary>Accepts a group; its members start as slots become free, in order of submission.</summary>
    /// <exception cref="ArgumentException">Prompt and forced tokens leave no room in the context.</exception>
    public void Submit(PromptGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var given = group.Prompt.Length + group.Forced.Length;
        if (group.Prompt.Length == 0 || given >= Context)
            throw new ArgumentException(
                $"'{group.Id}': a prompt of {given} tokens does not fit a context of {Context}: shorten the problem or use a model with a longer context", nameof(group));
        _waiting.AddLast(new Pending(group));
    }

    /// <summary>Drops what is left of a group.</summary>
    public void Cancel(string groupId)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
            if (node.Value.Group.Id == groupId)
                _waiting.Remove(node);
        using var _ = inference_mode();
        for (var i = _active.Count - 1; i >= 0; i--)
            if (_active[i].Group.Id == groupId)
                Release(i);
    }

    /// <summary>Fills free slots, samples one token for each active one, and returns the sequences that ended.</summary>
    public IReadOnlyList<FinishedSequence> Step()
    {
        using var _ = inference_mode();
        using var scope = NewDisposeScope();
        Admit();
        if (_active.Count == 0)
            return [];
        var drawn = Decode();
        var finished = new List<FinishedSequence>();
        for (var i = _active.Count - 1; i >= 0; i--)
        {
            if (!_active[i].Accept((int)drawn[0, i], (float)drawn[1, i], (float)drawn[2, i], _ends, Context))
                continue;
            finished.Add(_active[i].Result());
            Release(i);
        }
        return finished;
    }

    public void Dispose() => _decoder.Dispose();

    private double[,] Decode()
    {
        var count = _active.Count;
        GeneratedTokens += count;
        var rows = _deterministic ? Math.Min(Decoder.RoundUp(count, Decoder.RowMultiple), _decoder.Slots) : count;
        var tokens = new long[rows];
        var positions = new long[rows];
        for (var i = 0; i < count; i++)
            (tokens[i], positions[i]) = (_active[i].Next, _active[i].Position);
        var window = Math.Min(Decoder.RoundUp((int)positions.Max() + 1, Decoder.WindowMultiple), Context);
        var logits = _decoder.Step(tensor(tokens, device: _device), tensor(positions, device: _device), window);
        var drawn = TokenSampler.Draw(logits.narrow(0, 0, count).narrow(1, 0, _vocabulary),
            [.. _active.Select(s => (float)s.Group.Sampling.Temperature)],
            [.. _active.Select(s => (float)RandomStream.Uniform(s.Member.Stream, s.Produced))],
            [.. _active.Select(s => s.Group.Sampling.TopK)],
            [.. _active.Select(s => (float)s.Group.Sampling.TopP)]);
        var values = drawn.data<double>().ToArray();
        var table = new double[3, count];
        Buffer.BlockCopy(values, 0, table, 0, values.Length * sizeof(double));
        return table;
    }

    /// <summary>Starts waiting sequences in free slots; prompts of equal padded length are computed together.</summary>
    private void Admit()
    {
        var starts = new List<Start>();
        while (_waiting.First is { } node && _active.Count < Slots)
        {
            var pending = node.Value;
            var n = Math.Min(Slots - _active.Count, pending.Group.Members.Count - pending.Started);
            starts.Add(new Start(pending.Group, _active.Count, n));
            foreach (var member in pending.Group.Members.Skip(pending.Started).Take(n))
                _active.Add(new Slot(pending.Group, member, Version));
            pending.Started += n;
            if (pending.Started == pending.Group.Members.Count)
                _waiting.RemoveFirst();
        }
        // The last given token is fed by the first decoding step: prefill covers what stands before it.
        foreach (var batch in starts.Where(s => s.Given > 1).GroupBy(s => Math.Min(Decoder.RoundUp(s.Given - 1, Decoder.WindowMultiple), Context)))
            Prefill([.. batch], batch.Key);
    }

    private void Prefill(Start[] starts, int length)
    {
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

    private sealed record Pending(PromptGroup Group)
    {
        public int Started { get; set; }
    }

    private sealed record Start(PromptGroup Group, int FirstSlot, int Count)
    {
        public int Given => Group.Prompt.Length + Group.Forced.Length;
    }
}
