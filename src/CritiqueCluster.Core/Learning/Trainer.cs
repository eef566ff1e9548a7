using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Optimizer steps over batches: the common part of pretraining and of the learner. A batch is divided among
/// <see cref="Lanes"/>, each with gradients of its own, which are added up in the lanes' order: the same number of threads gives
/// the same bits. What an objective has to know of a whole batch, or of a whole task, it is told before anything is divided.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly LearnerOptions _options;
    private readonly IObjective _objective;
    private readonly string _rateKey;
    private readonly Lanes _threads;
    private readonly Transformer[] _lanes;

    /// <param name="model">What is trained.</param>
    /// <param name="options">Optimizer and size of a pass.</param>
    /// <param name="objective">What is made small; <see cref="NegativeLogLikelihood"/> where none is given.</param>
    /// <param name="rateKey">The recipe's key of the learning rate, for messages.</param>
    public Trainer(Transformer model, LearnerOptions options, IObjective? objective = null, string rateKey = "Learner.LearningRate")
    {
        ArgumentNullException.ThrowIfNull(model);
        _rateKey = rateKey;
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

    /// <summary>Whether the examples of a task want to go through <see cref="Prepare"/> before its first step.</summary>
    public bool Listens => _objective is PolicyGradient { Listens: Listening.BeforeTask };

    /// <summary>Examples of a task as its steps take them: a forward pass without gradients, where the objective listens.</summary>
    public IReadOnlyList<TrainingExample> Prepare(IReadOnlyList<TrainingExample> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (!Listens)
            return examples;
        using var heard = new HeardBatch((PolicyGradient)_objective, Divide(examples), _options.TokensPerPass);
        _threads.Run(lane => heard.Hear(lane, _lanes[lane], learn: false));
        return heard.Prepare(examples, default);
    }

    /// <summary>Forward and backward passes over a batch, then one optimizer step.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="learningRate">The step's rate.</param>
    /// <param name="random">Where the objective draws from, should it draw.</param>
    /// <returns>Mean loss per learned token, and the gradient norm before clipping.</returns>
    /// <exception cref="InvalidOperationException">Loss or gradient norm is not a finite number; the parameters are unchanged.</exception>
    public (double Loss, double GradientNorm) Step(IReadOnlyList<TrainingExample> batch, double learningRate, SplitMix64 random = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var loss = _objective is PolicyGradient { Listens: Listening.BeforeBatch } whole
            ? AddGradients(whole, batch, random)
            : AddGradients(Divide(batch), (lane, pass) => _objective.Loss(_lanes[lane], pass, batch.Sum(e => e.Learned)));
        if (!double.IsFinite(loss))
            throw Diverged($"the loss became {loss}");
        AddUp();
        Tokens += batch.Sum(e => e.Tokens.Length);
        try
        {
            return (loss, Optimizer.Step(learningRate, _options.ClipNorm));
        }
        catch (NotFiniteNumberException error)
        {
            throw Diverged(error.Message, error);
        }
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

    private InvalidOperationException Diverged(string what, Exception? inner = null) => new(
        FormattableString.Invariant($"{what} in optimizer step {Optimizer.Steps + 1}: ")
        + (Optimizer.Steps == 0 ? "the model's values overflow, or it holds numbers that are not finite: check the model, or " : "")
        + FormattableString.Invariant($"lower {_rateKey} (it is {_options.LearningRate})"), inner);

    /// <summary>The passes of each lane.</summary>
    private List<List<IReadOnlyList<TrainingExample>>> Divide(IReadOnlyList<TrainingExample> batch) =>
        [.. Batching.Divide(batch, _lanes.Length).Select(part => Batching.Passes(part, _options.TokensPerPass).ToList())];

    /// <summary>The batch is heard as a whole.</summary>
    private double AddGradients(PolicyGradient objective, IReadOnlyList<TrainingExample> batch, SplitMix64 random)
    {
        var losses = new double[_lanes.Length];
        using var heard = new HeardBatch(objective, Divide(batch), _options.TokensPerPass);
        _threads.Run(lane => losses[lane] += heard.Hear(lane, _lanes[lane], learn: true));
        heard.Prepare(batch, random);
        _threads.Run(lane => losses[lane] += heard.Learn(lane, _lanes[lane]));
        return losses.Sum();
    }

    /// <returns>The batch's mean loss.</returns>
    private double AddGradients(List<List<IReadOnlyList<TrainingExample>>> passes, Func<int, IReadOnlyList<TrainingExample>, Tensor> share)
    {
        var losses = new double[_lanes.Length];
        _threads.Run(lane =>
        {
            foreach (var pass in passes[lane])
            {
                using var scope = NewDisposeScope();
                var loss = share(lane, pass);
                loss.backward();
                losses[lane] += loss.item<float>();
            }
        });
        return losses.Sum();
    }

    private void AddUp()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        foreach (var lane in _lanes[1..])
        {
            _lanes[0].Parameters.Gradients!.add_(lane.Parameters.Gradients!, Scalars.Of(1L));
            lane.Parameters.Gradients!.zero_();
        }
    }
}
