using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// Continuous batching: every slot holds a sequence at its own length; a finished one is replaced at once; a group's prompt is
/// computed once and copied into its members' slots. One <see cref="Step"/> samples one token for every active slot, the slots
/// divided among <see cref="Lanes"/>. Not thread-safe. With <c>deterministic</c> an attempt's tokens depend neither on what else
/// is in the batch nor on the lane that it is in.
/// </summary>
public sealed class Generator : IDisposable
{
    private readonly Lanes _threads;
    private readonly GeneratorLane[] _lanes;
    private readonly LinkedList<Pending> _waiting = new();
    private PackedWeights _weights;

    /// <param name="model">Architecture and parameters; copied, so training may go on with them.</param>
    /// <param name="slots">Sequences decoded at the same time.</param>
    /// <param name="context">Positions that a sequence may have, prompt included; the model's maximum bounds it.</param>
    /// <param name="vocabulary">Tokens that may be sampled: a model's matrix often has rows that the tokenizer has no token for.</param>
    /// <param name="endOfSequence">Tokens that end a sequence.</param>
    /// <param name="deterministic">Pads every product to the same kernels; costs a few idle rows.</param>
    /// <param name="lineBreaks">Tokens with a line break in them, for groups with a <see cref="LineGuide"/>.</param>
    public Generator(Transformer model, int slots, int context, int vocabulary, IEnumerable<int> endOfSequence, bool deterministic, IReadOnlySet<int>? lineBreaks = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var _ = inference_mode();
        var ends = endOfSequence.ToHashSet();
        _weights = new PackedWeights(model);
        _threads = Lanes.For(model.Parameters.Device, model.Parameters.Size);
        var count = Math.Min(_threads.Count, slots);
        _lanes = [.. Enumerable.Range(0, count).Select(i => (slots + count - 1 - i) / count).Select(own => new GeneratorLane(
            new Decoder(model.Config, _weights, own, context), own, vocabulary, ends, lineBreaks ?? new HashSet<int>(), deterministic, model.Parameters.Device))];
        Slots = slots;
    }

    /// <summary>Sequences decoded at the same time.</summary>
    public int Slots { get; }

    /// <summary>Positions that a sequence may have, prompt included.</summary>
    public int Context => _lanes[0].Context;

    /// <summary>Sequences accepted and not finished.</summary>
    public int Active => Decoding + _waiting.Sum(w => w.Left.Count());

    /// <summary>Tokens sampled so far.</summary>
    public long GeneratedTokens { get; private set; }

    /// <summary>Step number of the parameters, recorded with the tokens.</summary>
    public int Version { get; private set; }

    private int Decoding => _lanes.Sum(lane => lane.Active);

    /// <summary>Swaps parameters between two steps; sequences under way go on with the new ones, or begin again if their group says so.</summary>
    public void Swap(Transformer model, int version)
    {
        using var _ = inference_mode();
        var old = _weights;
        _weights = new PackedWeights(model);
        List<Slot> dropped = [.. _lanes.SelectMany(lane => lane.Swap(_weights, version))];
        foreach (var group in dropped.GroupBy(slot => slot.Group.Id).Reverse())
            _waiting.AddFirst(new Pending(group.First().Group with { Members = [.. group.Select(slot => slot.Member).OrderBy(member => member.Index)] }));
        old.Dispose();
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
        foreach (var pending in _waiting.Where(waiting => waiting.Group.Id == groupId).ToList())
            _waiting.Remove(pending);
        using var _ = inference_mode();
        foreach (var lane in _lanes)
            lane.Cancel(groupId);
    }

    /// <summary>Fills free slots, samples one token for each active one, and returns the sequences that ended.</summary>
    public IReadOnlyList<FinishedSequence> Step()
    {
        Admit();
        if (Decoding == 0)
            return [];
        _threads.Run(i =>
        {
            if (i < _lanes.Length)
                _lanes[i].Step();
        });
        GeneratedTokens += _lanes.Sum(lane => lane.Sampled);
        return [.. _lanes.SelectMany(lane => lane.Finished)];
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Dispose();
        _weights.Dispose();
    }

    /// <summary>Starts waiting sequences where there is most room; a group stays together as far as it fits.</summary>
    private void Admit()
    {
        while (_waiting.First is { } node && _lanes.MaxBy(lane => lane.Slots - lane.Active) is { } lane && lane.Slots > lane.Active)
        {
            var pending = node.Value;
            var members = pending.Left.Take(lane.Slots - lane.Active).ToList();
            lane.Take(pending.Group, members);
            pending.Started += members.Count;
            if (!pending.Left.Any())
                _waiting.RemoveFirst();
        }
    }

    private sealed record Pending(PromptGroup Group)
    {
        public int Started { get; set; }

        public IEnumerable<GroupMember> Left => Group.Members.Skip(Started);
    }
}
