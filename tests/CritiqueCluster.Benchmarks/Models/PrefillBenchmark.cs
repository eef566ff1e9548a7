using System.Globalization;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>
/// Prompts of a model of SmolLM2-135M's shape with random parameters: the time of 64 prompts of 64 tokens, in operations per second (2 ×
/// parameters a token), and the largest memory that the process has had. Run it alone: memory is the process's.
/// </summary>
internal sealed class PrefillBenchmark : IDisposable
{
    private const int Prompts = 64;
    private const int Length = 64;

    private static readonly ModelConfig Shape = new()
    {
        HiddenSize = 576,
        IntermediateSize = 1536,
        Layers = 30,
        Heads = 9,
        KeyValueHeads = 3,
        HeadDimension = 64,
        VocabularySize = 49152,
        MaxPositions = 2048,
        TieWordEmbeddings = true,
    };

    private readonly ParameterSet _parameters = new(Shape, CPU, trainable: false);
    private readonly Transformer _model;
    private readonly Core.Generation.Generator _generator;
    private int _number;

    public PrefillBenchmark()
    {
        manual_seed(1);
        using (no_grad())
            _parameters.Values.normal_(0, 0.02);
        _model = new Transformer(Shape, _parameters);
        _generator = new(_model, Prompts, 2 * Length, Shape.VocabularySize, [], deterministic: true);
    }

    public void Run(TextWriter output, int repetitions)
    {
        output.WriteLine($"prefill: {_parameters.Size} parameters, {Prompts} prompts of {Length} tokens, {get_num_threads()} threads");
        var before = PeakBytes();
        using var product = new MatrixProduct();
        new Comparison("flop/s", repetitions)
            .Add("matrix product 2048³ (the limit)", product.Run)
            .Add("prompts, and a token after each", Prefill)
            .Run(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"peak memory: {PeakBytes() / 4.0 / _parameters.Size:0.0} × the parameters' bytes, before the first prompt {before / 4.0 / _parameters.Size:0.0} ×"));
    }

    public void Dispose()
    {
        _generator.Dispose();
        _model.Dispose();
        _parameters.Dispose();
    }

    private double Prefill()
    {
        for (var i = 0; i < Prompts; i++)
        {
            var (number, first) = (_number++, i);
            _generator.Submit(new PromptGroup($"{number}", [.. Enumerable.Range(0, Length + 1).Select(j => 1 + (first * 977 + j * 31) % (Shape.VocabularySize - 1))], [],
                [new GroupMember(0, (ulong)number)], new SamplingOptions(1, 1, 0, 1)));
        }
        while (_generator.Active > 0)
            _generator.Step();
        return 2.0 * _parameters.Size * Prompts * Length;
    }

    /// <summary>The largest resident size that the process has had; 0 where the system does not say.</summary>
    private static double PeakBytes() =>
        File.Exists("/proc/self/status") && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? 1024 * double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture)
            : 0;
}
