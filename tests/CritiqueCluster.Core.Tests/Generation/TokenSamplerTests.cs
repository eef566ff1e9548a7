using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Generation;

public sealed class TokenSamplerTests
{
    // Probabilities ½, ¼, ⅛, ⅛ at temperature 1.
    private static readonly float[] Logits = [(float)Math.Log(0.5), (float)Math.Log(0.25), (float)Math.Log(0.125), (float)Math.Log(0.125)];

    [Theory]
    [InlineData(0.0f, 0)]
    [InlineData(0.49f, 0)]
    [InlineData(0.51f, 1)]
    [InlineData(0.76f, 2)]
    [InlineData(0.99f, 3)]
    public void Should_invert_the_cumulative_distribution(float uniform, int expected)
    {
        var (token, logp, entropy) = Draw(1, uniform, 0, 1);
        Assert.Equal(expected, token);
        Close.Equal(Logits[expected], logp, Tolerance.Single);
        Close.Equal(1.75 * Math.Log(2), entropy, Tolerance.Single);
    }

    [Fact]
    public void Should_be_greedy_at_temperature_zero() => Assert.Equal(0, Draw(0, 0.99f, 0, 1).Token);

    [Fact]
    public void Should_flatten_and_sharpen_by_temperature()
    {
        // Temperature ½ squares: 16/22, 4/22, 1/22, 1/22.
        var (token, logp, _) = Draw(0.5f, 0.8f, 0, 1);
        Assert.Equal(1, token);
        Close.Equal(Math.Log(4.0 / 22), logp, Tolerance.Single);
    }

    [Fact]
    public void Should_keep_the_top_k_and_renormalise()
    {
        var (token, logp, _) = Draw(1, 0.99f, 2, 1);
        Assert.Equal(1, token);
        Close.Equal(Math.Log(1.0 / 3), logp, Tolerance.Single);
    }

    [Fact]
    public void Should_keep_the_fewest_tokens_whose_mass_reaches_p()
    {
        var (token, logp, _) = Draw(1, 0.99f, 0, 0.7f);
        Assert.Equal(1, token);
        Close.Equal(Math.Log(1.0 / 3), logp, Tolerance.Single);
        Assert.Equal(0, Draw(1, 0.99f, 0, 0.1f).Token);
    }

    [Fact]
    public void Should_draw_the_same_number_for_the_same_place_in_a_stream()
    {
        var key = new StreamKey(3, 2, "p");
        Assert.Equal(RandomStream.Uniform(RandomStream.Of(key, 4), 9), RandomStream.Uniform(RandomStream.Of(key, 4), 9));
        Assert.NotEqual(RandomStream.Of(key, 4), RandomStream.Of(key, 5));
        Assert.NotEqual(RandomStream.Of(key, 4), RandomStream.Of(key with { Iteration = 3 }, 4));
        var mean = Enumerable.Range(0, 4000).Average(i => RandomStream.Uniform(RandomStream.Of(key, i), 7));
        Assert.InRange(mean, 0.47, 0.53);
    }

    // Found by inverting SplitMix64: numbers of 53 random bits that lie just above and below what rounds to 1 as a float, and the largest.
    [Theory]
    [InlineData(0x31628af67b2131abUL, 1 - 1.0 / (1UL << 53), 1f)]
    [InlineData(0x597afca31cdde4c2UL, 1 - 1.0 / (1UL << 25), 1f)]
    [InlineData(0xe36fbe153450e9f7UL, 1 - 1.0 / (1UL << 25) - 1.0 / (1UL << 53), 0.99999994f)]
    public void Should_never_round_a_draw_up_to_one(ulong stream, double exact, float rounded)
    {
        Assert.Equal(exact, RandomStream.Uniform(stream, 0));
        Assert.Equal(rounded, (float)exact);
        Assert.Equal(MathF.BitDecrement(1), RandomStream.Draw(stream, 0));
    }

    [Fact]
    public void Should_leave_every_other_draw_as_it_is()
    {
        foreach (var number in (float[])[0, float.Epsilon, 0.3f, 0.5f, MathF.BitDecrement(1)])
            Assert.Equal(BitConverter.SingleToUInt32Bits(number), BitConverter.SingleToUInt32Bits(RandomStream.Below1(number)));
        for (var position = 0; position < 1000; position++)
            Assert.Equal((float)RandomStream.Uniform(7, position), RandomStream.Draw(7, position));
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.99999994f)]
    public void Should_not_choose_an_entry_of_probability_zero(float uniform)
    {
        using var scope = NewDisposeScope();
        var drawn = TokenSampler.Draw(tensor(new[] { 3f, 2f, -300f, -300f }).view(1, 4), [1], [uniform], [0], [1]).data<double>().ToArray();
        Assert.InRange(drawn[0], 0, 1);
        Assert.InRange(drawn[1], -2, 0);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Should_show_a_logit_that_is_not_finite_in_the_entropy_of_its_row_alone(float logit)
    {
        using var scope = NewDisposeScope();
        var drawn = TokenSampler.Draw(tensor(new[] { 1f, 2f, 3f, logit, 1f, 2f }).view(2, 3), [1, 1], [0.5f, 0.5f], [0, 0], [1, 1]).data<double>().ToArray();
        Assert.True(double.IsFinite(drawn[2]));
        Assert.False(double.IsFinite(drawn[5]));
    }

    private static (int Token, double LogProbability, double Entropy) Draw(float temperature, float uniform, int topK, float topP)
    {
        using var scope = NewDisposeScope();
        var drawn = TokenSampler.Draw(tensor(Logits).view(1, 4), [temperature], [uniform], [topK], [topP]).data<double>().ToArray();
        return ((int)drawn[0], drawn[1], drawn[2]);
    }
}
