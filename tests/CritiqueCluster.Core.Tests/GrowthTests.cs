using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Recipes;
using TorchSharp;

namespace CritiqueCluster.Core.Tests;

/// <summary>Whatever is done 500 times leaves as many tensors alive as before, and as much memory.</summary>
[Collection(nameof(Alone))]
public sealed class GrowthTests : IDisposable
{
    private const int Times = 500;

    /// <summary>A tensor of 4 KiB kept at each repetition would be 2 MiB.</summary>
    private const long Settling = 1 << 20;

    private static readonly TrainingExample[] Examples =
        [new([5, 6, 7, 8, 9, 10], 2), new([11, 12, 13], 1), new([20, 21, 22, 23, 24, 25, 26, 27, 28], 6)];

    private readonly TemporaryFolder _folder = new();
    private readonly LanguageModel _model;

    public GrowthTests() => _model = SmallModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Should_learn_by_heart_over_500_steps_and_keep_nothing_of_them(int threads)
    {
        using var set = new Threads(threads);
        using var trainer = new Trainer(_model.Transformer, new LearnerOptions());
        var (first, _) = trainer.Step(Examples, 3e-3);
        var last = 0.0;

        AssertNoGrowth(threads, () => (last, _) = trainer.Step(Examples, 3e-3));

        Assert.True(last < first / 20, $"the loss went from {first} to {last}");
    }

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(2, 4096)]
    [InlineData(2, 1)]
    public void Should_hear_500_batches_before_learning_from_them_and_keep_nothing_of_them(int threads, int tokensPerPass)
    {
        using var set = new Threads(threads);
        var objective = new KlCov(new KlCovOptions(), new PolicyView(0.7, _model.Tokenizer.VocabularySize, EntropyBonus: 0.1));
        using var trainer = new Trainer(_model.Transformer, new LearnerOptions { TokensPerPass = tokensPerPass }, objective);
        TrainingExample[] batch = [.. Examples.Select(e => e with { Sampled = new SampledTail([.. Enumerable.Repeat(-6f, e.Learned)], 0.01) })];

        AssertNoGrowth(threads, () => trainer.Step(batch, 1e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Should_generate_500_batches_and_keep_nothing_of_them(int threads)
    {
        using var set = new Threads(threads);
        using var generator = new Core.Generation.Generator(_model.Transformer, 8, 96, _model.Tokenizer.VocabularySize, [-1], deterministic: true);

        AssertNoGrowth(threads, () =>
        {
            generator.Submit(new PromptGroup("g", [1, 2, 3], [], [.. Enumerable.Range(0, 8).Select(i => new GroupMember(i, (ulong)i))], new SamplingOptions(1, 1, 0, 2)));
            while (generator.Active > 0)
                generator.Step();
        });
    }

    /// <summary>The runtime's own memory comes and goes: a leak shows every time, so that one time without it is enough.</summary>
    private static void AssertNoGrowth(int threads, Action action)
    {
        Repeat(action); // compiled code, pools and the allocators' arenas come to rest
        var growth = long.MaxValue;
        for (var tries = 0; tries < 5 && growth > Settling; tries++)
        {
            var (tensors, memory) = (LiveTensors(threads), Resident());
            Repeat(action);
            Assert.Equal(tensors, LiveTensors(threads));
            growth = Resident() - memory;
        }
        Assert.InRange(growth, long.MinValue, Settling);
    }

    private static void Repeat(Action action)
    {
        for (var i = 0; i < Times; i++)
            action();
    }

    /// <summary>Made by this thread, or by the lanes that compute for it.</summary>
    private static long LiveTensors(int threads)
    {
        long live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        if (threads > 1)
            Lanes.Of(threads).Run(_ => Interlocked.Add(ref live, DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        return live;
    }

    /// <summary>Memory of the process that is neither a file's nor the managed heap's, whose size is the collector's choice.</summary>
    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var kilobytes = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return long.Parse(kilobytes, System.Globalization.CultureInfo.InvariantCulture) * 1024 - GC.GetGCMemoryInfo().TotalCommittedBytes;
    }
}
