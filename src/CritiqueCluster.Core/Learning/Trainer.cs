using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>Optimizer steps over batches: the common part of pretraining and of the learner.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Transformer _model;
    private readonly LearnerOptions _options;

    public Trainer(Transformer model, LearnerOptions options)
    {
        _model = model ?? throw new ArgumentNullException(nameof(model));
        _options = options ?? throw new ArgumentNullException(nameof(options));
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
        var loss = 0.0;
        foreach (var pass in Batching.Passes(batch, _options.TokensPerPass))
        {
            using var scope = NewDisposeScope();
            var part = NegativeLogLikelihood.Of(_model, pass, learned);
            part.backward();
            loss += part.item<float>();
            Tokens += pass.Sum(e => e.Tokens.Length);
        }
        if (!double.IsFinite(loss))
            throw new InvalidOperationException($"the loss became {loss}: lower Learner.LearningRate (it is {_options.LearningRate})");
        return (loss, Optimizer.Step(learningRate, _options.ClipNorm));
    }

    public void Dispose() => Optimizer.Dispose();
}
