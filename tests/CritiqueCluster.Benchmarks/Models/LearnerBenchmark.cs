using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>Optimizer steps on the embedded policy, in operations per second: 6 × parameters an unpadded token.</summary>
internal sealed class LearnerBenchmark : IDisposable
{
    private const int Steps = 16;

    private readonly LanguageModel _model = LanguageModel.Load(EmbeddedModels.Folder("policy"), CPU, trainable: true);
    private readonly Trainer _trainer;
    private readonly IReadOnlyList<IReadOnlyList<TrainingExample>> _batches;

    public LearnerBenchmark()
    {
        _batches = SupervisedBatches.Of(Steps, _model.Tokenizer);
        _trainer = new Trainer(_model.Transformer, new LearnerOptions());
    }

    public void Run(TextWriter output, int repetitions)
    {
        var tokens = _batches.Sum(b => b.Sum(e => (double)e.Tokens.Length));
        output.WriteLine(FormattableString.Invariant(
            $"learner: {_model.Parameters.Size} parameters, batches of {_batches[0].Count} sequences, {tokens / Steps:0} tokens a step, {get_num_threads()} threads"));
        using var product = new MatrixProduct();
        new Comparison("flop/s", repetitions)
            .Add("matrix product 2048³ (the limit)", product.Run)
            .Add("optimizer steps", () => 6.0 * _model.Parameters.Size * Learn())
            .Run(output);
    }

    public void Dispose()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private long Learn()
    {
        var before = _trainer.Tokens;
        foreach (var batch in _batches)
            _trainer.Step(batch, 1e-5);
        return _trainer.Tokens - before;
    }
}
