using CsCheck;

namespace CritiqueCluster.Core.Tests;

public sealed class SplitMix64Tests
{
    [Fact]
    public void Should_give_the_published_stream()
    {
        // First outputs of the reference implementation (Vigna, splitmix64.c) for seed 1234567.
        var random = new SplitMix64(1234567);
        Assert.Equal(new ulong[] { 6457827717110365317, 3203168211198807973, 9817491932198370423 }, new[] { random.Next(), random.Next(), random.Next() });
    }

    [Fact]
    public void Should_stay_below_the_bound() =>
        Gen.Select(Gen.ULong, Gen.Long[1, long.MaxValue]).Sample((seed, bound) =>
        {
            var random = new SplitMix64(seed);
            return random.Below(bound) is >= 0 and var drawn && drawn < bound && random.NextDouble() is >= 0 and < 1;
        });

    [Fact]
    public void Should_draw_every_number_about_equally_often()
    {
        var random = new SplitMix64(7);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
            counts[random.Below(6)]++;
        Assert.All(counts, c => Assert.InRange(c, 9_600, 10_400));
    }

    [Fact]
    public void Should_give_different_streams_to_different_names()
    {
        var streams = new[]
        {
            SplitMix64.Derive(1, "a"), SplitMix64.Derive(2, "a"), SplitMix64.Derive(1, "b"),
            SplitMix64.Derive(1, "a", 0), SplitMix64.Derive(1, "a", 1), SplitMix64.Derive(1, "a", 0, 1), SplitMix64.Derive(1, "a", 1, 0),
        };
        Assert.Equal(streams.Length, streams.Select(s => s.Next()).Distinct().Count());
    }
}
