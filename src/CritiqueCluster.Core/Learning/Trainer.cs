using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Optimizer steps over batches: the common part of pretraining and of the learner. A batch is divided among
/// <see cref="Lanes"/>, each with gradients of its own, which are added up in the lanes' order: the same number of threads gives
/// the same bits.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly LearnerOptions _options;
    private readonly IObjective _objective;
    private readonly Lanes _threads;
    private readonly Transformer[] _lanes;

    /// <param name="model">What is trained.</param>
    /// <param name="options">Optimizer and size of a pass.</param>
    /// <param name="objective">What is made small; <see cref="NegativeLogLikelihood"/> where none is given.</param>
    public Trainer(Transformer model, LearnerOptions options, IObjective? objective = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _objective = objective ?? new NegativeLogLikelihood();
        _threads = Lanes.For(model.Parameters.Device, model.Parameters.Size);
        _lanes = [model, .. Enumerable.Range(1, _threads.Count - 1).Select(_ => new Transformer(model.Config, model.Parameters.WithOwnGradients()))];
        Optimizer = new AdamW(model.Parameters, options.Beta1, options.Beta2, options.WeightDecay);
    }

    /// <summary>The optimizer and its state.</summary>
    public AdamW Optimizer { get; }

    /// <summary>Unpadded tokens processed.</summary>
    public long Tokens { get; private set; }

    /// <summary>Forward and backward passes over a batch, then one optimizer step.</summary>
    /// <returns>Mean loss per learned token, and the gradient norm before clipping.</returns>
    /// <exception cref="InvalidOperationException">The loss is not a number: training has diverged.</exception>
    public (double Loss, double GradientNorm) Step(IReadOnlyList<TrainingExample> batch, double learningRate)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var learned = batch.Sum(e => e.Learned);
        var parts = Batching.Divide(batch, _lanes.Length);
        var losses = new double[_lanes.Length];
        _threads.Run(i => losses[i] = AddGradients(_lanes[i], parts[i], learned));
        var loss = losses.Sum();
        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"the loss became {loss}: lower Learner.LearningRate (it is {_options.LearningRate})");
        AddUp();
        Tokens += batch.Sum(e => e.Tokens.Length);
        return (loss, Optimizer.Step(learningRate, _options.ClipNorm));
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        foreach (var lane in _lanes[1..])
        {
            lane.Dispose();
            lane.Parameters.Dispose();
        }
    }

    /// <returns>The part's share of the batch's mean loss.</returns>
    private double AddGradients(Transformer model, IReadOnlyList<TrainingExample> part, int learned)
    {
        var loss = 0.0;
        foreach (var pass in Batching.Passes(part, _options.TokensPerPass))
        {
            using var scope = NewDisposeScope();
            var share = _objective.Loss(model, pass, learned);
            share.backward();
            loss += share.item<float>();
        }
        return loss;
    }

    private void AddUp()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var lane in _lanes[1..])
        {
            _lanes[0].Parameters.Gradients!.add_(lane.Parameters.Gradients!);
            lane.Parameters.Gradients!.zero_();
        }
    }
}
