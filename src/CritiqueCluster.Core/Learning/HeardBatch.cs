using System.Collections.Concurrent;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// A batch that the objective hears as a whole before any of it is differentiated. A lane with a single pass keeps it, so that
/// hearing costs nothing; a lane with several runs them without gradients and once more afterwards, since keeping them all would
/// take the memory that dividing them saves. What is drawn and compared is in the batch's order, not in the lanes'.
/// </summary>
/// <param name="objective">What listens.</param>
/// <param name="passes">The passes of each lane.</param>
internal sealed class HeardBatch(PolicyGradient objective, IReadOnlyList<IReadOnlyList<IReadOnlyList<TrainingExample>>> passes) : IDisposable
{
    private readonly ConcurrentDictionary<TrainingExample, float[]> _heard = new(ReferenceEqualityComparer.Instance);
    private readonly HeardTokens?[] _kept = new HeardTokens?[passes.Count];
    private Dictionary<TrainingExample, TrainingExample> _prepared = [];

    /// <summary>Runs a lane's passes; done by the lane.</summary>
    /// <param name="lane">Its number.</param>
    /// <param name="model">Its model.</param>
    /// <param name="keep">Whether they will be differentiated.</param>
    public void Hear(int lane, Transformer model, bool keep)
    {
        keep &= passes[lane].Count == 1;
        using var _ = set_grad_enabled(keep);
        foreach (var pass in passes[lane])
        {
            using var scope = NewDisposeScope();
            var heard = objective.Hear(model, pass);
            foreach (var (example, logs) in pass.Zip(heard.Split(pass)))
                _heard[example] = logs;
            if (keep)
                _kept[lane] = heard.Detached();
        }
    }

    /// <summary>Tells the objective what was heard, once all lanes have.</summary>
    public IReadOnlyList<TrainingExample> Prepare(IReadOnlyList<TrainingExample> batch, SplitMix64 random)
    {
        var prepared = objective.Prepare(batch, [.. batch.Select(e => _heard[e])], random);
        _prepared = new Dictionary<TrainingExample, TrainingExample>(ReferenceEqualityComparer.Instance);
        foreach (var (example, with) in batch.Zip(prepared))
            _prepared[example] = with;
        return prepared;
    }

    /// <summary>The loss of one of a lane's passes; done by the lane.</summary>
    public Tensor Loss(int lane, Transformer model, IReadOnlyList<TrainingExample> pass, int learned)
    {
        TrainingExample[] prepared = [.. pass.Select(e => _prepared[e])];
        if (_kept[lane] is not { } heard)
            return objective.Loss(model, prepared, learned);
        _kept[lane] = null;
        using (heard)
            return objective.Loss(heard, prepared, learned);
    }

    public void Dispose()
    {
        foreach (var heard in _kept)
            heard?.Dispose();
    }
}
