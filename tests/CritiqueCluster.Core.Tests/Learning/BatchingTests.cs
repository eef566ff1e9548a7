using CritiqueCluster.Core.Learning;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class BatchingTests
{
    private static readonly Gen<TrainingExample[]> Examples =
        Gen.Int[1, 60].Select(n => new TrainingExample(new int[n + 1], 1)).Array[1, 200];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 3)]
    [InlineData(64, 2)]
    [InlineData(1, 4)]
    public void Should_divide_a_batch_into_parts_of_about_equally_many_tokens(int count, int parts)
    {
        var random = new SplitMix64(3);
        var batch = new TrainingExample[count];
        for (var i = 0; i < count; i++)
            batch[i] = new TrainingExample(new int[1 + random.Below(30)], 1);

        var divided = Batching.Divide(batch, parts);

        Assert.Equal(parts, divided.Count);
        Assert.Equal(batch.OrderBy(e => e.Tokens.Length), divided.SelectMany(p => p).OrderBy(e => e.Tokens.Length));
        var average = batch.Sum(e => e.Tokens.Length) / (double)parts;
        Assert.All(divided, part => Assert.InRange(part.Sum(e => e.Tokens.Length), 0, average + 30));
    }

    [Fact]
    public void Should_use_every_example_once_an_epoch() => Gen.Select(Examples, Gen.Int[1, 40], Gen.ULong).Sample((examples, size, seed) =>
    {
        var random = new SplitMix64(seed);
        var batches = Batching.Epoch(examples, size, ref random);
        Assert.All(batches, b => Assert.InRange(b.Count, 1, size));
        Assert.Equal(examples.ToHashSet(ReferenceEqualityComparer.Instance), batches.SelectMany(b => b).ToHashSet(ReferenceEqualityComparer.Instance));
        Assert.Equal(examples.Length, batches.Sum(b => b.Count));
    });

    [Fact]
    public void Should_keep_passes_within_their_padded_tokens() => Gen.Select(Examples, Gen.Int[1, 500]).Sample((examples, most) =>
    {
        var passes = Batching.Passes(examples, most).ToList();
        Assert.Equal(examples.Length, passes.Sum(p => p.Count));
        Assert.All(passes, p => Assert.True(p.Count == 1 || p.Count * p.Max(e => e.Tokens.Length) <= most));
    });

    [Fact]
    public void Should_rise_linearly_and_fall_to_a_tenth()
    {
        var rate = new LearningRate(1, 0.1, 100);
        Close.Equal(0.1, rate.At(0), Tolerance.Double);
        Close.Equal(1, rate.At(9), Tolerance.Double);
        Close.Equal(0.55, rate.At(55), Tolerance.Double);
        Close.Equal(0.1, rate.At(100), Tolerance.Double);
    }
}
