using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>The generator on the embedded policy with 256 sequences under way, in operations per second: 2 × parameters a token.</summary>
internal sealed class GeneratorBenchmark : IDisposable
{
    private const int Slots = 256;
    private const int SamplesPerProblem = 8;
    private const int Length = 32;

    private readonly LanguageModel _model = LanguageModel.Load(EmbeddedModels.Folder("policy"), CPU, trainable: false);
    private readonly IReadOnlyList<int[]> _prompts;

    public GeneratorBenchmark()
    {
        var problems = new CountdownSource(new CountdownOptions()).Take(ProblemSplit.Train, 8 * Slots / SamplesPerProblem);
        _prompts = [.. problems.Select(p => _model.Tokenizer.Encode(PromptFormat.Solve(p.Statement), addSpecialTokens: true))];
    }

    public void Run(TextWriter output, int repetitions)
    {
        output.WriteLine($"generator: {_model.Parameters.Size} parameters, {Slots} sequences, {get_num_threads()} threads");
        using var product = new MatrixProduct();
        var plain = new PlainLoop(_model.Transformer);
        // As in a run, a generator is made once and serves many batches.
        using var endless = Generator(ends: false, deterministic: true);
        using var ending = Generator(ends: true, deterministic: true);
        using var free = Generator(ends: true, deterministic: false);
        new Comparison("flop/s", repetitions)
            .Add("matrix product 2048³ (the limit)", product.Run)
            .Add("plain loop, one full batch of equal lengths", () => Flops(plain.Run(FullBatch(), Length)))
            .Add("generator, the same batch", () => Flops(Generate(endless, _prompts.Take(Slots / SamplesPerProblem))))
            .Add("generator, ends sampled, slots refilled", () => Flops(Generate(ending, _prompts)))
            .Add("generator, the same, not deterministic", () => Flops(Generate(free, _prompts)))
            .Run(output);
    }

    public void Dispose() => _model.Dispose();

    private double Flops(long tokens) => 2.0 * _model.Parameters.Size * tokens;

    private List<int[]> FullBatch() =>
        [.. _prompts.Take(Slots / SamplesPerProblem).SelectMany(p => Enumerable.Repeat(p, SamplesPerProblem))];

    private Core.Generation.Generator Generator(bool ends, bool deterministic) => new(
        _model.Transformer, Slots, _model.Config.MaxPositions, _model.Tokenizer.VocabularySize, ends ? _model.Folder.EndOfSequence : [], deterministic);

    private static long Generate(Core.Generation.Generator generator, IEnumerable<int[]> prompts)
    {
        var before = generator.GeneratedTokens;
        var sampling = new SamplingOptions(0.7, 1, 0, Length);
        var number = 0;
        foreach (var prompt in prompts)
            generator.Submit(new PromptGroup($"{number++}", prompt, [],
                [.. Enumerable.Range(0, SamplesPerProblem).Select(i => new GroupMember(i, (ulong)(number * SamplesPerProblem + i)))], sampling));
        while (generator.Active > 0)
            generator.Step();
        return generator.GeneratedTokens - before;
    }
}
