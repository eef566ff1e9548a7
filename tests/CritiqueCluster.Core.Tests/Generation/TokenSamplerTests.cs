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

    private static (int Token, double LogProbability, double Entropy) Draw(float temperature, float uniform, int topK, float topP)
    {
        using var scope = NewDisposeScope();
        var drawn = TokenSampler.Draw(tensor(Logits).view(1, 4), [temperature], [uniform], [topK], [topP]).data<double>().ToArray();
        return ((int)drawn[0], drawn[1], drawn[2]);
    }
}
