using System.Collections.Concurrent;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// A batch that the objective hears as a whole before it is known what is learned of it. What is drawn and compared is in the batch's order,
/// not in the lanes'. A lane with a single pass keeps it until then, so that hearing costs nothing. Keeping several would take the memory that
/// dividing them saves: such a lane differentiates each as if nothing were marked, and afterwards what the marks change, of the few examples
/// that have one. Where they may be many, it runs its passes without gradients first, and once more afterwards.
/// </summary>
internal sealed class HeardBatch : IDisposable
{
    /// <summary>
    /// A marked example is run forwards and backwards again, which takes as long as hearing three: up to this share of examples that is less
    /// than hearing all.
    /// </summary>
    private const double FewMarked = 0.25;

    private readonly PolicyGradient _objective;
    private readonly IReadOnlyList<IReadOnlyList<IReadOnlyList<TrainingExample>>> _passes;
    private readonly int _tokensPerPass;
    private readonly int _learned;
    private readonly bool _fewMarked;
    private readonly ConcurrentDictionary<TrainingExample, float[]> _heard = new(ReferenceEqualityComparer.Instance);
    private readonly HeardTokens?[] _kept;
    private Dictionary<TrainingExample, TrainingExample> _prepared = [];

    /// <param name="objective">What listens.</param>
    /// <param name="passes">The passes of each lane.</param>
    /// <param name="tokensPerPass">Padded tokens of a pass at most.</param>
    public HeardBatch(PolicyGradient objective, IReadOnlyList<IReadOnlyList<IReadOnlyList<TrainingExample>>> passes, int tokensPerPass)
    {
        (_objective, _passes, _tokensPerPass) = (objective, passes, tokensPerPass);
        _kept = new HeardTokens?[passes.Count];
        var examples = passes.SelectMany(lane => lane).SelectMany(pass => pass).ToList();
        _learned = examples.Sum(e => e.Learned);
        _fewMarked = objective.MostMarked(_learned) <= FewMarked * examples.Count;
    }

    /// <summary>Runs a lane's passes; done by the lane.</summary>
    /// <param name="lane">Its number.</param>
    /// <param name="model">Its model.</param>
    /// <param name="learn">Whether they will be differentiated.</param>
    /// <returns>The loss of what has been differentiated already.</returns>
    public double Hear(int lane, Transformer model, bool learn)
    {
        var loss = 0d;
        var (keep, now) = (learn && _passes[lane].Count == 1, learn && IsCorrected(lane));
        using var _ = set_grad_enabled(keep || now);
        foreach (var pass in _passes[lane])
        {
            using var scope = NewDisposeScope();
            var heard = _objective.Hear(model, pass);
            foreach (var (example, logs) in pass.Zip(heard.Split(pass)))
                _heard[example] = logs;
            if (keep)
                _kept[lane] = heard.Detached();
            else if (now)
                loss += Differentiate(_objective.Loss(heard, pass, _learned));
        }
        return loss;
    }

    /// <summary>Tells the objective what was heard, once all lanes have.</summary>
    public IReadOnlyList<TrainingExample> Prepare(IReadOnlyList<TrainingExample> batch, SplitMix64 random)
    {
        var prepared = _objective.Prepare(batch, [.. batch.Select(e => _heard[e])], random);
        _prepared = new Dictionary<TrainingExample, TrainingExample>(ReferenceEqualityComparer.Instance);
        foreach (var (example, with) in batch.Zip(prepared))
            _prepared[example] = with;
        return prepared;
    }

    /// <summary>Differentiates what is left of a lane's passes; done by the lane.</summary>
    /// <returns>Its loss.</returns>
    public double Learn(int lane, Transformer model)
    {
        var loss = 0d;
        var passes = IsCorrected(lane)
            ? Batching.Passes([.. _passes[lane].SelectMany(pass => pass).Where(e => _prepared[e].Sampled!.Marked!.Contains(true))], _tokensPerPass)
            : _passes[lane];
        foreach (var pass in passes)
        {
            using var scope = NewDisposeScope();
            using var kept = _kept[lane];
            _kept[lane] = null;
            var heard = kept ?? _objective.Hear(model, pass);
            var prepared = _objective.Loss(heard, [.. pass.Select(e => _prepared[e])], _learned);
            loss += Differentiate(IsCorrected(lane) ? prepared - _objective.Loss(heard, pass, _learned) : prepared);
        }
        return loss;
    }

    public void Dispose()
    {
        foreach (var heard in _kept)
            heard?.Dispose();
    }

    private bool IsCorrected(int lane) => _fewMarked && _passes[lane].Count > 1;

    private static double Differentiate(Tensor loss)
    {
        loss.backward();
        return loss.item<float>();
    }
}
